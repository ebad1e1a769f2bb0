/** The inspector: the chosen scene, or the film. */

import { get, Refusal } from "../api.js";
import { element, place } from "../dom.js";
import { filmPanel } from "./film_panel.js";
import { scenePanel } from "./scene_panel.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../keys.js").Keys} Keys */
/** @typedef {import("../types.js").Choices} Choices */
/** @typedef {import("./group.js").Part} Part */
/** @typedef {import("./scene_panel.js").Takes} Takes */

/**
 * Put the inspector in its place.
 *
 * @param {Studio} studio
 * @param {Keys} keys
 * @param {Takes} [takes]  Makes the takes of a scene, side by side.
 */
export function mountInspector(studio, keys, takes) {
  const inspector = new Inspector(studio, keys, takes ?? null);
  keys.add(
    { keys: ["pageup"], group: "Scene", does: "Choose the scene before", run: () => inspector.go(-1) },
    { keys: ["pagedown"], group: "Scene", does: "Choose the next scene", run: () => inspector.go(1) },
    { keys: ["escape"], group: "Scene", does: "Choose no scene", run: () => studio.select(-1) },
    { keys: ["i"], group: "Scene", does: "Write in the chosen scene's fields", run: () => inspector.focus() },
  );
}

class Inspector {
  /**
   * @param {Studio} studio
   * @param {Keys} keys
   * @param {Takes | null} takes
   */
  constructor(studio, keys, takes) {
    this._studio = studio;
    this._keys = keys;
    this._takes = takes;
    /** @type {Choices | null} */
    this._choices = null;
    /** The drawings may be of the storyboard's own folder. */
    this._choicesOf = "";
    /** @type {Part | null} */
    this._panel = null;
    this._shown = "";
    studio.addEventListener("film", () => void this._refresh());
    studio.addEventListener("selection", () => this._choose());
    for (const name of ["trial", "pictures", "song"]) studio.addEventListener(name, () => this._panel?.update());
    this._show();
  }

  /** @param {1 | -1} direction */
  go(direction) {
    const { selected, scenes } = this._studio;
    const from = selected < 0 && direction < 0 ? scenes.length : selected;
    const number = Math.min(Math.max(from + direction, 0), scenes.length - 1);
    if (number !== selected) this._studio.select(number);
  }

  /** To the first field, where it begins. */
  focus() {
    place("side").querySelector("input")?.focus();
  }

  async _refresh() {
    const painter = this._studio.timing?.painter ?? "";
    if (this._studio.timing && (!this._choices || painter !== this._choicesOf)) {
      this._choicesOf = painter;
      await this._loadChoices();
      this._shown = "";
    }
    this._show();
  }

  async _loadChoices() {
    try {
      this._choices = /** @type {Choices} */ (await get("/api/choices"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this._studio.notify("bad", error.message, error.hint);
    }
  }

  /** What is typed in the scene that was chosen before is written first. */
  _choose() {
    const active = document.activeElement;
    if (active instanceof HTMLElement && place("side").contains(active) && this._shown !== this._name()) active.blur();
    this._show();
  }

  /** What is shown: the film, or a scene by its id. */
  _name() {
    const scene = this._studio.scenes[this._studio.selected];
    return !this._choices || !this._studio.timing ? "nothing" : scene ? `scene ${scene.id}` : "film";
  }

  _show() {
    const name = this._name();
    if (name === this._shown) {
      this._panel?.update();
      return;
    }
    this._shown = name;
    this._panel = this._made();
    const side = place("side");
    side.setAttribute("aria-label", name.startsWith("scene") ? "The chosen scene" : "The film's settings");
    side.replaceChildren(this._panel?.element ?? waiting());
    side.scrollTop = 0;
  }

  _made() {
    if (!this._choices || !this._studio.timing) return null;
    if (this._studio.selected < 0) return filmPanel(this._studio, this._choices);
    return scenePanel(this._studio, this._choices, () => this._keys.press("p"), this._takes);
  }
}

/** What stands here while there is nothing to change. */
function waiting() {
  const bars = [0, 1, 2, 3].map(() => element("span", { class: "ghost" }));
  return element("div", { class: "waiting" }, element("p", { class: "hint", text: "The film's settings and its scenes come here." }), ...bars);
}
