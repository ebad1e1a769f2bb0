/** The takes of a scene: which are painted, more of them, one to choose. */

import { get, Refusal } from "../api.js";
import { element } from "../dom.js";
import { TakesDialog } from "./compare.js";
import { CostView, refusal } from "./cost_view.js";
import { jobsOf } from "./jobs.js";
import { counted } from "./words.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./types.js").Take} Take */
/** @typedef {import("./types.js").Takes} Takes */

const MOST_TAKES = 64;
/** Which keyframe was looked at last, by the scene's id; 0 is the whole scene. @type {Map<string, number>} */
const looked = new Map();

/**
 * The takes of a scene, to be put where there is room for it; it follows the film by itself.
 *
 * @param {Studio} studio
 * @param {number} sceneNumber
 * @returns {HTMLElement}
 */
export function takesStrip(studio, sceneNumber) {
  return new TakesStrip(studio, sceneNumber).element;
}

class TakesStrip {
  /**
   * @param {Studio} studio
   * @param {number} number
   */
  constructor(studio, number) {
    this._studio = studio;
    this._jobs = jobsOf(studio);
    this._number = number;
    this._keyframe = looked.get(this._id) ?? 0;
    /** @type {Takes | null} */
    this._takes = null;
    this._asked = 0;
    /** How many takes would be painted. */
    this._missing = 0;
    this._keyframes = element("div", { class: "keyframes", role: "group", "aria-label": "Keyframe" });
    this._found = element("div", { class: "found" });
    this._count = element("input", { type: "number", min: "1", max: String(MOST_TAKES), value: "4", "aria-label": "How many takes" });
    this._count.addEventListener("change", () => void this._showCost());
    this._paint = element("button", { type: "button", text: "Paint takes", onclick: () => void this._begin() });
    this._cost = new CostView(this._jobs);
    this._refused = element("div", {});
    this.element = element(
      "section",
      { class: "takes", "aria-label": "Takes" },
      element("h3", { text: "Takes" }),
      this._keyframes,
      this._found,
      element("div", { class: "actions" }, this._count, this._paint),
      this._cost.element,
      this._refused,
    );
    this._follow();
    void this._load();
  }

  get _id() {
    return this._studio.scenes[this._number]?.id ?? "";
  }

  /** Follows the film and the job for as long as it is on the page. */
  _follow() {
    const gone = new AbortController();
    let wasThere = false;
    const unlessGone = (/** @type {() => void} */ act) => () => {
      wasThere ||= this.element.isConnected;
      if (wasThere && !this.element.isConnected) gone.abort();
      else act();
    };
    const { signal } = gone;
    this._studio.addEventListener("film", unlessGone(() => void this._load()), { signal });
    this._studio.addEventListener("pictures", unlessGone(() => this._showKeyframes()), { signal });
    this._jobs.addEventListener("over", unlessGone(() => void this._load()), { signal });
    this._jobs.addEventListener("change", unlessGone(() => this._tellState()), { signal });
  }

  async _load() {
    const number = ++this._asked;
    if (!this._id) return;
    try {
      const keyframe = this._keyframe ? `&keyframe=${this._keyframe}` : "";
      const takes = /** @type {Takes} */ (await get(`/api/takes?scene=${this._number}${keyframe}`));
      if (number !== this._asked) return;
      // Takes of single keyframes are what is asked for where the painter has them.
      if (takes.hasStepTakes && !looked.has(this._id)) return this._look(1);
      this._takes = takes;
      this._show();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (number !== this._asked) return;
      // The keyframe that was looked at may be gone: the scene has fewer steps now.
      if (this._keyframe > 1) this._look(1);
      else this._found.replaceChildren(refusal(error));
    }
  }

  /** @param {number} keyframe  From 1; 0 for the whole scene. */
  _look(keyframe) {
    this._keyframe = keyframe;
    looked.set(this._id, keyframe);
    void this._load();
  }

  _show() {
    this._showKeyframes();
    const takes = this._takes?.takes ?? [];
    const nothing = element("p", { class: "soft", text: "No take is painted yet." });
    this._found.replaceChildren(...(takes.length === 0 ? [nothing] : takes.map((take) => this._card(take))));
    this._tellState();
    void this._showCost();
  }

  _showKeyframes() {
    const own = (this._studio.pictures?.keyframes ?? []).filter((each) => each.scene === this._number);
    const whole = this._keyframeButton(0, "Whole scene", null);
    const single = this._takes?.hasStepTakes
      ? (own.length ? own : this._steps()).map((each, place) => this._keyframeButton(place + 1, each.name, each.url))
      : [];
    this._keyframes.replaceChildren(...single, whole);
    this._keyframes.classList.toggle("hidden", single.length === 0);
  }

  /** The scene's keyframes by name alone, where their pictures are not known. */
  _steps() {
    const scenes = this._studio.scenes;
    const scene = scenes[this._number];
    const isInnermost = !this._studio.film?.film?.loop && scene.firstStep === Math.max(...scenes.map((each) => each.firstStep));
    const count = Math.max(scene.steps + (isInnermost ? 1 : 0), 1);
    return Array.from({ length: count }, (_, place) => ({ name: `${scene.id}:${place + 1}`, url: null }));
  }

  /**
   * @param {number} keyframe
   * @param {string} name
   * @param {string | null} url
   */
  _keyframeButton(keyframe, name, url) {
    return element(
      "button",
      { type: "button", "aria-pressed": String(keyframe === this._keyframe), onclick: () => this._look(keyframe) },
      url ? element("img", { src: url, alt: "", loading: "lazy" }) : null,
      element("span", { text: name }),
    );
  }

  /** @param {Take} take */
  _card(take) {
    const state = take.isPinned ? "pinned" : take.isChosen ? "in the film" : "";
    return element(
      "button",
      {
        type: "button",
        class: "take",
        "aria-pressed": String(take.isChosen),
        title: take.pictures.map((picture) => picture.measures).filter(Boolean).join("\n"),
        onclick: () => this._compare(take),
      },
      element("span", { class: "pictures" }, ...take.pictures.map(({ url }) => element("img", { src: url, alt: "", loading: "lazy" }))),
      element("span", { text: `Take ${take.number}` }),
      state ? element("span", { class: "state", text: state }) : null,
    );
  }

  /** @param {Take} take */
  _compare(take) {
    if (this._takes) new TakesDialog(this._studio, this._number, this._keyframe, this._takes).open(take);
  }

  _tellState() {
    this._paint.disabled = this._jobs.isRunning || this._missing === 0;
    this._paint.title = this._jobs.isRunning ? "One job at a time" : "";
  }

  async _showCost() {
    const cost = await this._cost.show(this._ask());
    this._missing = cost?.takes?.missing ?? this._missing;
    this._paint.textContent = this._missing ? `Paint ${counted(this._missing, "take")}` : "Paint takes";
    this._tellState();
  }

  async _begin() {
    const refused = await this._jobs.start(this._ask());
    this._refused.replaceChildren(...(refused ? [refusal(refused)] : []));
  }

  _ask() {
    const takes = Math.min(Math.max(Math.round(Number(this._count.value)) || 1, 1), MOST_TAKES);
    const ask = { kind: "takes", scene: this._number, takes };
    return this._keyframe ? { ...ask, keyframe: this._keyframe } : ask;
  }
}
