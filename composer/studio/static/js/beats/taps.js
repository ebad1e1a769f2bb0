/** Tapping along: the tempo of the last taps, how even they were, and where their beats lie. */

/** A pause as long as this (seconds), or as so many of the taps' own beats, begins anew. */
const PAUSE_SECONDS = 2.5;
const PAUSE_BEATS = 2.6;
/** Of the last taps so many count. */
const MOST = 24;
/** Parts of a beat by which an interval may differ and still be of the same tempo. */
const SAME = 0.25;
/** Taps from which a tempo is told. */
const FEWEST = 4;

/**
 * What the taps say.
 *
 * @typedef {object} Reading
 * @property {number} tempo  Beats a minute.
 * @property {number} spreadMs  How far the taps lie from even beats, on the whole.
 * @property {number} count  Taps that it is taken from.
 * @property {number} last  Where the last tap would be if all were even, in the time of the taps.
 */

/** The last taps, all of one tempo. */
export class Taps {
  constructor() {
    /** @type {number[]} */
    this._times = [];
  }

  /** How many taps there are. */
  get count() {
    return this._times.length;
  }

  clear() {
    this._times = [];
  }

  /**
   * One tap more.
   *
   * @param {number} seconds
   */
  add(seconds) {
    const times = this._times;
    const gap = seconds - (times.at(-1) ?? seconds);
    const beat = median(intervals(times));
    const isPause = gap > PAUSE_SECONDS || (times.length >= FEWEST && gap > PAUSE_BEATS * beat);
    if (times.length && (gap <= 0 || isPause)) this._times = [];
    this._times.push(seconds);
    this._followChange();
    this._times = this._times.slice(-MOST);
  }

  /** @returns {Reading | null} Null until there are enough taps. */
  get reading() {
    if (this._times.length < FEWEST) return null;
    const beat = this._beat();
    const first = this._times[0];
    const numbers = this._numbers(beat);
    const offsets = this._times.map((time, index) => time - first - numbers[index] * beat);
    const start = median(offsets);
    const spread = median(offsets.map((offset) => Math.abs(offset - start)));
    const last = first + start + numbers[numbers.length - 1] * beat;
    return { tempo: 60 / beat, spreadMs: 1000 * spread, count: this._times.length, last };
  }

  /** The length of a beat: the median of the intervals, without those that are no beat (a tap that was missed). */
  _beat() {
    const all = intervals(this._times);
    const usual = median(all);
    return median(all.filter((each) => Math.abs(each / usual - 1) <= SAME));
  }

  /** Which beat each tap is, from 0. @param {number} beat */
  _numbers(beat) {
    let number = 0;
    return [0, ...intervals(this._times).map((each) => (number += Math.max(1, Math.round(each / beat))))];
  }

  /** Two intervals that agree, but not with those before, are another tempo: it begins with them. */
  _followChange() {
    const all = intervals(this._times);
    if (all.length < 4) return;
    const [one, two] = all.slice(-2);
    const usual = median(all.slice(0, -2));
    const differ = [one, two].every((each) => Math.abs(each / usual - 1) > SAME);
    if (differ && Math.abs(one / two - 1) < SAME) this._times = this._times.slice(-3);
  }
}

/** @param {number[]} times */
function intervals(times) {
  return times.slice(1).map((time, index) => time - times[index]);
}

/**
 * The middle value; of none, 0.
 *
 * @param {number[]} values
 * @returns {number}
 */
export function median(values) {
  if (!values.length) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
