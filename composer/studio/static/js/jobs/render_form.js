/** What to render, and the plan of it. */

import { element } from "../dom.js";
import { clock } from "../numbers.js";
import { choices } from "./choices.js";
import { CostView, refusal } from "./cost_view.js";
import { counted } from "./words.js";

/** @typedef {import("./types.js").Ask} Ask */

/** The whole film, the loop range or the chosen scene; as a draft or full. */
export class RenderForm {
  /**
   * @param {import("../studio.js").Studio} studio
   * @param {import("./jobs.js").Jobs} jobs
   */
  constructor(studio, jobs) {
    this._studio = studio;
    this._jobs = jobs;
    const changed = () => this.refresh();
    this._part = choices("What", [["film", "Whole film"], ["range", "Loop range"], ["scene", "Scene"]], changed);
    this._quality = choices("Quality", [["draft", "Draft"], ["full", "Full"]], changed);
    this._cost = new CostView(jobs);
    this._start = element("button", { type: "button", class: "primary", onclick: () => void this._begin() });
    this._refused = element("div", {});
    /** Whether the plan says that it can be made. */
    this._isPossible = false;
    this.element = element(
      "section",
      { "aria-label": "Render" },
      this._part.element,
      this._quality.element,
      this._cost.element,
      this._refused,
      element("div", { class: "actions" }, this._start),
    );
  }

  /** Name the parts as they are now, and ask for the cost anew. */
  refresh() {
    const range = this._studio.player.range;
    const scene = this._studio.scenes[this._studio.selected];
    this._part.tell("range", range ? `Loop ${clock(range.from)} to ${clock(range.to)}` : "Loop range", range !== null);
    this._part.tell("scene", scene ? `Scene ${scene.id}` : "Chosen scene", scene !== undefined);
    this.tellState();
    this._refused.replaceChildren();
    void this._showCost();
  }

  /** Whether it can be started. */
  tellState() {
    this._start.disabled = this._jobs.isRunning || !this._isPossible;
    this._start.title = this._jobs.isRunning ? "One job at a time" : "";
  }

  async _showCost() {
    const isDraft = this._quality.value() === "draft";
    const words = isDraft ? "Render draft" : "Render";
    this._start.textContent = words;
    const cost = await this._cost.show(this._ask());
    if (cost === undefined) return;
    this._isPossible = cost !== null;
    this.tellState();
    const toFilm = cost?.film?.toFilm ?? 0;
    this._start.textContent = toFilm > 0 ? `${words}, ${counted(toFilm, "frame")}` : words;
  }

  async _begin() {
    const refused = await this._jobs.start(this._ask());
    this._refused.replaceChildren(...(refused ? [refusal(refused)] : []));
  }

  /** @returns {Ask} */
  _ask() {
    const draft = this._quality.value() === "draft";
    const range = this._studio.player.range;
    if (this._part.value() === "range" && range) return { kind: "render", draft, from: range.from, to: range.to };
    if (this._part.value() === "scene") return { kind: "render", draft, scene: this._studio.selected };
    return { kind: "render", draft };
  }
}
