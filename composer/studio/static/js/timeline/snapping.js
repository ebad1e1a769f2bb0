/** Where a drag comes to rest: the nearest section, bar line or beat within reach, or the playhead. */

import { clock } from "../numbers.js";
import { lowerBound, SAME_SECONDS } from "./measures.js";

/** @typedef {import("../types.js").Song} Song */
/** @typedef {import("./measures.js").Measures} Measures */
/** @typedef {"section" | "bar" | "beat" | "none"} SnapUnit */
/** @typedef {{times: Float64Array, names: string[]}} SnapPoints  In order of time; each with what it is called. */
/** @typedef {{seconds: number, name: string, isSnapped: boolean}} Landing */

/** Pixels within which a drag snaps. */
export const REACH = 8;

/**
 * The places that a choice of snapping knows: bars are finer than sections, and beats than bars.
 *
 * @param {Song | null} song
 * @param {Measures} measures
 * @param {SnapUnit} unit
 * @returns {SnapPoints}
 */
export function snapPoints(song, measures, unit) {
  /** @type {[number, string][]} */
  const points = [];
  if (song && unit !== "none") points.push(...sectionPoints(song, measures));
  if (unit === "bar" || unit === "beat") {
    measures.times.forEach((seconds, index) => {
      if (unit === "beat" || measures.places[index] === 1) points.push([seconds, measures.name(seconds)]);
    });
  }
  return merged(points);
}

/**
 * @param {Song} song
 * @param {Measures} measures
 * @returns {[number, string][]}
 */
function sectionPoints(song, measures) {
  return song.sections.map(({ start }, index) => {
    const place = measures.name(start);
    return [start, place ? `section ${index + 1}, ${place}` : `section ${index + 1}`];
  });
}

/**
 * Of points at the same time the first one given is kept.
 *
 * @param {[number, string][]} points
 * @returns {SnapPoints}
 */
function merged(points) {
  const sorted = points.map((point, order) => ({ point, order }));
  sorted.sort((a, b) => a.point[0] - b.point[0] || a.order - b.order);
  /** @type {{point: [number, string], order: number}[]} */
  const kept = [];
  for (const next of sorted) {
    const last = kept[kept.length - 1];
    if (!last || next.point[0] - last.point[0] > SAME_SECONDS) kept.push(next);
    else if (next.order < last.order) kept[kept.length - 1] = next;
  }
  return { times: Float64Array.from(kept, ({ point }) => point[0]), names: kept.map(({ point }) => point[1]) };
}

/**
 * Where a time comes to rest.
 *
 * @param {SnapPoints} points
 * @param {number} seconds  Where the pointer has it.
 * @param {number} reach  Seconds within which it snaps; 0: not at all.
 * @param {number | null} playhead  One more point.
 * @returns {Landing}
 */
export function landing(points, seconds, reach, playhead) {
  const after = lowerBound(points.times, seconds);
  let best = { seconds, name: "", isSnapped: false };
  let distance = reach;
  for (const index of [after - 1, after]) {
    const away = Math.abs((points.times[index] ?? Infinity) - seconds);
    if (away >= distance) continue;
    distance = away;
    best = { seconds: points.times[index], name: points.names[index], isSnapped: true };
  }
  if (playhead !== null && Math.abs(playhead - seconds) < distance) {
    best = { seconds: playhead, name: "playhead", isSnapped: true };
  }
  return best;
}

/**
 * What the guide line says: `bar 13 · 0:24.31`.
 *
 * @param {Landing} place
 * @param {Measures} measures
 */
export function landingText(place, measures) {
  const name = place.name || measures.name(place.seconds);
  return name ? `${name} · ${clock(place.seconds)}` : clock(place.seconds);
}
