/** The row of buttons over the timeline: snapping, the loop, following, zoom. */

import { element } from "../dom.js";

/** @typedef {import("./timeline.js").Bench} Bench */
/** @typedef {import("./loop_range.js").LoopRange} LoopRange */
/** @typedef {import("./snapping.js").SnapUnit} SnapUnit */

/** @type {readonly [SnapUnit, string][]} */
const SNAPS = [["section", "Section"], ["bar", "Bar"], ["beat", "Beat"], ["none", "Off"]];
export const ZOOM_STEP = 1.6;

/** The buttons; they show what is so, whoever changed it. */
export class Tools {
  /**
   * @param {Bench} bench
   * @param {LoopRange} loop
   */
  constructor(bench, loop) {
    this._bench = bench;
    this._snaps = SNAPS.map(([unit, text]) => this._snapButton(unit, text));
    this._loopScene = button("Loop scene", "Repeat the chosen scene", () => loopChosen(bench, loop));
    this._loopScene.classList.add("tl-loop-scene");
    this._noLoop = button("No loop", "Play on (\\)", () => loop.set(null));
    this._follow = button("Follow", "Scroll with what plays", () => bench.viewport.follow(!bench.viewport.isFollowing));
    this._follow.classList.add("tl-follow");
    this._out = button("−", "Zoom out (-)", () => this._zoom(1 / ZOOM_STEP));
    this._in = button("+", "Zoom in (+)", () => this._zoom(ZOOM_STEP));
    this._fit = button("Fit", "See the whole song (0)", () => bench.viewport.fit());
    this.place = this._laidOut();
  }

  draw() {
    const { studio, viewport } = this._bench;
    SNAPS.forEach(([unit], index) => press(this._snaps[index], studio.snap === unit));
    press(this._follow, viewport.isFollowing);
    this._loopScene.disabled = studio.selected < 0;
    this._noLoop.classList.toggle("hidden", !studio.player.range);
    this._out.disabled = this._fit.disabled = viewport.scale.isFit;
  }

  _laidOut() {
    const snap = element("div", { class: "tl-group", role: "group", "aria-label": "What drags snap to" }, ...this._snaps);
    const zoom = element("div", { class: "tl-group", role: "group", "aria-label": "Zoom" }, this._out, this._in, this._fit);
    return element(
      "div",
      { class: "tl-tools", role: "toolbar", "aria-label": "Timeline" },
      element("span", { class: "tl-word soft", text: "Snap" }),
      snap,
      this._loopScene,
      this._noLoop,
      element("span", { class: "spring" }),
      this._follow,
      zoom,
    );
  }

  /**
   * @param {SnapUnit} unit
   * @param {string} text
   */
  _snapButton(unit, text) {
    const title = unit === "none" ? "Snap to nothing (or hold Alt)" : `Snap to ${unit}s`;
    return button(text, title, () => this._bench.studio.setSnap(unit));
  }

  /** @param {number} factor */
  _zoom(factor) {
    this._bench.viewport.zoomAround(factor, this._bench.studio.player.time);
  }
}

/**
 * Repeat the chosen scene.
 *
 * @param {Bench} bench
 * @param {LoopRange} loop
 */
export function loopChosen({ studio }, loop) {
  const scene = studio.scenes[studio.selected];
  if (scene) loop.set({ from: scene.arrival, to: studio.scenes[scene.number + 1]?.arrival ?? scene.end });
}

/**
 * @param {string} text
 * @param {string} title
 * @param {() => void} run
 */
function button(text, title, run) {
  const label = /^\w/.test(text) ? null : title.replace(/ \(.*/, "");
  return element("button", { type: "button", text, title, "aria-label": label, onclick: run });
}

/**
 * @param {HTMLButtonElement} pressed
 * @param {boolean} isOn
 */
function press(pressed, isOn) {
  pressed.setAttribute("aria-pressed", String(isOn));
}
