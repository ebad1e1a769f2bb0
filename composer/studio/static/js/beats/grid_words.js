/** What the page says about a song's grid. */

import { clock } from "../numbers.js";

/** @typedef {import("../types.js").Song} Song */

/** From which confidence on beats are called so. @type {readonly [number, string][]} */
const WORDS = [
  [0.9, "The beats are sure."],
  [0.7, "The beats are mostly sure."],
  [0.45, "The beats may be wrong in places."],
  [0, "The beats are guesses."],
];
/** Below this a passage is doubtful. */
const DOUBTFUL = 0.6;

/** @param {Song} song */
export function gridWords(song) {
  if (song.beats.length < 2) return "No beats were heard.";
  const bars = song.positions.filter((position) => position === 1).length;
  return `${song.tempo.toFixed(1)} beats a minute, ${song.meter} a bar: ${song.beats.length} beats in ${bars} bars`;
}

/** @param {number} confidence */
export function confidenceWords(confidence) {
  return WORDS.find(([least]) => confidence >= least)?.[1] ?? "";
}

/**
 * The passage whose beats are least sure, where any are doubtful.
 *
 * @param {Song} song
 */
export function weakestPassage(song) {
  const weakest = [...song.passages].sort((a, b) => a.confidence - b.confidence)[0];
  return weakest && weakest.confidence < DOUBTFUL ? weakest : null;
}

/** @param {{start: number, end: number}} passage */
export function passageWords({ start, end }) {
  return `From ${shortClock(start)} to ${shortClock(end)} the beats are doubtful`;
}

/** @param {number} seconds */
function shortClock(seconds) {
  return clock(Math.round(seconds)).replace(/\.00$/, "");
}
