/** How the timeline speaks of a scene. */

import { clock } from "../numbers.js";

/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("../types.js").FilmTiming} FilmTiming */

/** What flexible scenes have in place of a cue or a length. */
export const FLEXIBLE = "↔";

/**
 * The hue of a scene: those of neighbours are far apart, and none comes twice.
 *
 * @param {number} number
 */
export function sceneHue(number) {
  return Math.round((28 + number * 137.5) % 360);
}

/** @param {Scene} scene */
export function timingText(scene) {
  return scene.timing.text ?? FLEXIBLE;
}

/** @param {Scene} scene */
export function timingTitle(scene) {
  if (scene.timing.kind === "cue") return `arrives at ${scene.timing.text}`;
  if (scene.timing.kind === "length") return `lasts ${scene.timing.text}`;
  return "shares what the others leave";
}

/**
 * Where the scenes are drawn: each from its arrival to the next one's, the first one from where the film begins.
 *
 * @param {Scene[]} scenes
 * @param {number} index
 * @param {number} duration  Seconds of the song.
 */
export function extent(scenes, index, duration) {
  const from = index === 0 ? Math.min(scenes[0].arrival, Math.max(scenes[0].start, 0)) : scenes[index].arrival;
  return { from, to: scenes[index + 1]?.arrival ?? duration };
}

/**
 * What a scene is called aloud: `prom, bar 5, 0:07.60 to 0:13.30, 3 steps`.
 *
 * @param {Scene} scene
 * @param {number} to  Second at which it ends.
 */
export function sceneLabel(scene, to) {
  const beat = scene.beat === null || scene.beat === 1 ? "" : `, beat ${scene.beat}`;
  const place = scene.bar === null ? [] : [`bar ${scene.bar}${beat}`];
  const steps = scene.steps === 1 ? "1 step" : `${scene.steps} steps`;
  return [scene.id, ...place, `${clock(scene.arrival)} to ${clock(to)}`, steps].join(", ");
}

/**
 * What is wrong with a scene's moment: it falls between two frames, more than half a frame from its cue.
 *
 * @param {Scene} scene
 * @param {FilmTiming} timing
 * @returns {string} Empty where nothing is.
 */
export function mistimed(scene, timing) {
  const [above, below] = timing.fps;
  const half = (500 * below) / above;
  if (Math.abs(scene.errorMs) <= half + 1e-3) return "";
  const way = scene.errorMs < 0 ? "before" : "after";
  return `shown ${Math.abs(scene.errorMs).toFixed(1)} ms ${way} its arrival, more than half a frame`;
}

/**
 * An id that no scene has yet: `prom-2`.
 *
 * @param {string} stem
 * @param {Scene[]} scenes
 */
export function freeId(stem, scenes) {
  const taken = new Set(scenes.map(({ id }) => id));
  const root = stem.replace(/-\d+$/, "");
  let number = 2;
  while (taken.has(`${root}-${number}`)) number += 1;
  return `${root}-${number}`;
}
