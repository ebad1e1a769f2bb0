/** Curves of the camera: the shape of an easing, and how a scene really plays. */

import { setAll, shape } from "../svg.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Scene} Scene */

/** Points of a scene's curve. */
const POINTS = 150;

/**
 * A line through values at even distances, from the bottom of the drawing.
 *
 * @param {number[]} values
 * @param {number} highest  Of the drawing's top.
 * @param {number} width
 * @param {number} height
 */
function lineOf(values, highest, width, height) {
  const across = width / Math.max(values.length - 1, 1);
  const points = values.map((value, place) => `${(place * across).toFixed(1)} ${(height * (1 - value / highest)).toFixed(1)}`);
  return `M${points.join("L")}`;
}

/**
 * The speed of an easing, small.
 *
 * @param {number[]} curve
 */
export function easeCurve(curve) {
  const line = lineOf(curve, Math.max(...curve, 2) * 1.05, 44, 24);
  return shape(
    "svg", { viewBox: "0 0 44 24", class: "curve", "aria-hidden": "true" },
    shape("path", { class: "under", d: `${line}L44 24L0 24Z` }), shape("path", { class: "over", d: line }),
  );
}

/** How the camera moves over one scene: its speed as a hill, its depth as a line, the beats as ticks. */
export class SceneCurve {
  /** @param {Studio} studio */
  constructor(studio) {
    this._studio = studio;
    this._speed = shape("path", { class: "under" });
    this._depth = shape("path", { class: "over" });
    this._beats = shape("path", { class: "beats" });
    this.element = shape(
      "svg", { viewBox: "0 0 300 72", class: "curve scene-curve", role: "img", preserveAspectRatio: "none" },
      this._beats, this._speed, this._depth,
    );
  }

  /** @param {Scene} scene */
  draw(scene) {
    const { speeds, depths } = sampled(this._studio.depths, scene);
    const fps = this._studio.timing ? this._studio.timing.fps[0] / this._studio.timing.fps[1] : 1;
    const fastest = Math.max(...speeds, 1e-9);
    setAll(this._speed, { d: `${lineOf(speeds, fastest * 1.1, 300, 72)}L300 72L0 72Z` });
    setAll(this._depth, { d: lineOf(depths, 1.04, 300, 72) });
    setAll(this._beats, { d: this._ticks(scene) });
    const words = `Speed over the scene: from ${(Math.min(...speeds) * fps).toFixed(2)} to ${(fastest * fps).toFixed(2)}`;
    setAll(this.element, { "aria-label": `${words} keyframes a second; the line is the depth` });
  }

  /** A stroke for each beat, as long as it is strong. @param {Scene} scene */
  _ticks(scene) {
    const { beats = [], strengths = [] } = this._studio.song ?? {};
    const length = scene.end - scene.start || 1;
    return beats.map((beat, place) => {
      const x = ((beat - scene.start) / length) * 300;
      return x >= 0 && x <= 300 ? `M${x.toFixed(1)} 72V${(72 - 10 - 26 * (strengths[place] ?? 0)).toFixed(1)}` : "";
    }).join("");
  }
}

/**
 * Speed in keyframes a frame, and depth from 0 to 1, at even distances over a scene.
 *
 * @param {Float64Array} depths
 * @param {Scene} scene
 */
function sampled(depths, scene) {
  const last = depths.length - 1;
  const at = (/** @type {number} */ place) => {
    const frame = Math.min(Math.max(place, 0), last);
    const whole = Math.floor(frame);
    return depths[whole] + (frame - whole) * (depths[Math.min(whole + 1, last)] - depths[whole]);
  };
  const across = (scene.endFrame - scene.startFrame) / POINTS;
  const passed = Array.from({ length: POINTS + 1 }, (_, point) => at(scene.startFrame + point * across));
  const speeds = passed.slice(1).map((depth, point) => Math.abs(depth - passed[point]) / (across || 1));
  const [from, to] = [passed[0], passed[POINTS]];
  return { speeds, depths: passed.map((depth) => (from === to ? 0 : (depth - from) / (to - from))) };
}
