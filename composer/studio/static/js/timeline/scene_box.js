/** One scene in the lane. */

import { element } from "../dom.js";
import { mistimed, sceneHue, sceneLabel, timingText, timingTitle } from "./scene_words.js";

/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("../types.js").FilmTiming} FilmTiming */

/** Pixels between neighbours. */
const GAP = 2;

/**
 * @typedef {object} Setting
 * @property {Scene} scene
 * @property {FilmTiming} timing
 * @property {number} count  Of all scenes.
 * @property {number} to  Second at which it ends.
 * @property {number} left  Pixels.
 * @property {number} right
 * @property {boolean} isChosen
 * @property {boolean} isEntry  Whether Tab comes to it.
 */

/** An option of the list of scenes; it is written anew only where something is another thing. */
export class SceneBox {
  constructor() {
    this._name = element("span", { class: "tl-name" });
    this._warning = element("span", { class: "tl-warning hidden", text: "!" });
    this._year = element("span", { class: "tl-year numbers" });
    this._timing = element("span", { class: "tl-timing numbers" });
    this._edge = element("div", { class: "tl-edge", "data-part": "edge", title: "Drag: move the arrival. Shift: all later ones too" });
    this.box = element(
      "div",
      { class: "tl-scene", role: "option" },
      this._edge,
      element("div", { class: "tl-line" }, this._warning, this._name),
      element("div", { class: "tl-line soft" }, this._timing, this._year),
      element("div", { class: "tl-grip", "data-part": "grip", title: "Drag to another place in the order", text: "⠿" }),
    );
    this._written = "";
  }

  /** @param {Setting} setting */
  show(setting) {
    const { left, right, isChosen, isEntry } = setting;
    const width = Math.max(right - left - GAP, 3);
    this.box.style.transform = `translateX(${left}px)`;
    this.box.style.width = `${width}px`;
    this.box.classList.toggle("short", width < 104);
    this.box.classList.toggle("narrow", width < 56);
    this.box.classList.toggle("tiny", width < 26);
    this.box.setAttribute("aria-selected", String(isChosen));
    this.box.tabIndex = isEntry ? 0 : -1;
    this._write(setting);
  }

  /** @param {Setting} setting */
  _write({ scene, timing, count, to }) {
    const warning = mistimed(scene, timing);
    const label = sceneLabel(scene, to);
    const written = [scene.number, count, label, scene.year, timingText(scene), warning].join("\n");
    if (written === this._written) return;
    this._written = written;
    this.box.dataset.scene = String(scene.number);
    this.box.style.setProperty("--hue", String(sceneHue(scene.number)));
    this._name.textContent = scene.id;
    this._year.textContent = scene.year === null ? "" : String(scene.year);
    this._timing.textContent = timingText(scene);
    this.box.title = `${scene.id}: ${timingTitle(scene)}${warning && `\n${warning}`}`;
    this._warning.classList.toggle("hidden", !warning);
    this._edge.classList.toggle("hidden", scene.number === 0 && scene.timing.kind !== "cue");
    this.box.setAttribute("aria-label", warning ? `${label}, ${warning}` : label);
    this.box.setAttribute("aria-posinset", String(scene.number + 1));
    this.box.setAttribute("aria-setsize", String(count));
  }
}
