/** The song's beats with their places in bars, over the whole song: also before the first and after the last tracked one. */

/** @typedef {import("../types.js").Song} Song */

/** Intervals at each end whose median carries the beats on, as the planner counts them. */
const END_INTERVALS = 8;
/** Times that are no further apart than this are the same. */
export const SAME_SECONDS = 2e-3;

/** Beats in order of time; all arrays are as long as there are beats. */
export class Measures {
  /** @param {Song | null} song */
  constructor(song) {
    const { times, places } = carriedOn(song);
    /** Seconds. */
    this.times = Float64Array.from(times);
    /** Beat in its bar, from 1. */
    this.places = Int16Array.from(places);
    /** Bar of each beat; bar 1 begins at the first tracked downbeat, before it lie bar 0 and lower. */
    this.bars = numberedBars(this.places, song ? downbeatTime(song) : 0, this.times);
    /** Indices of the beats that begin a bar. */
    this.downbeats = Int32Array.from([...this.places.keys()].filter((index) => this.places[index] === 1));
  }

  /** Seconds between two beats, on the whole; 0 where there are none. */
  get interval() {
    const count = this.times.length;
    return count > 1 ? (this.times[count - 1] - this.times[0]) / (count - 1) : 0;
  }

  /**
   * The beat at a time.
   *
   * @param {number} seconds
   * @returns {number} Its index, -1 between beats.
   */
  indexAt(seconds) {
    const index = lowerBound(this.times, seconds - SAME_SECONDS);
    return index < this.times.length && this.times[index] <= seconds + SAME_SECONDS ? index : -1;
  }

  /**
   * The next beat or bar line after (or, for -1, before) a time.
   *
   * @param {number} seconds
   * @param {1 | -1} direction
   * @param {"beat" | "bar"} [unit]
   * @returns {number | null} Seconds.
   */
  next(seconds, direction, unit = "beat") {
    let index = lowerBound(this.times, seconds + direction * SAME_SECONDS) - (direction < 0 ? 1 : 0);
    while (unit === "bar" && index >= 0 && index < this.times.length && this.places[index] !== 1) index += direction;
    return index >= 0 && index < this.times.length ? this.times[index] : null;
  }

  /**
   * What a time is called in the song: `bar 9`, `bar 9, beat 3`.
   *
   * @param {number} seconds
   * @returns {string} Empty between beats.
   */
  name(seconds) {
    const index = this.indexAt(seconds);
    if (index < 0) return "";
    const bar = `bar ${this.bars[index]}`;
    return this.places[index] === 1 ? bar : `${bar}, beat ${this.places[index]}`;
  }
}

/**
 * The index of the first number that is not below a value.
 *
 * @param {ArrayLike<number>} numbers  Increasing.
 * @param {number} value
 */
export function lowerBound(numbers, value) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {Song | null} song */
function carriedOn(song) {
  if (!song || song.beats.length < 2) return { times: [], places: [] };
  const meter = Math.max(song.meter, 1);
  const [times, places] = [[...song.beats], [...song.positions]];
  const before = median(steps(song.beats.slice(0, END_INTERVALS + 1)));
  const after = median(steps(song.beats.slice(-END_INTERVALS - 1)));
  while (before > 0 && times[0] - before >= 0) {
    times.unshift(times[0] - before);
    places.unshift(places[0] > 1 ? places[0] - 1 : meter);
  }
  while (after > 0 && times[times.length - 1] + after < song.duration) {
    times.push(times[times.length - 1] + after);
    places.push((places[places.length - 1] % meter) + 1);
  }
  return { times, places };
}

/** @param {number[]} times */
function steps(times) {
  return times.slice(1).map((time, index) => time - times[index]);
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {Song} song */
function downbeatTime(song) {
  return song.beats[Math.max(song.positions.indexOf(1), 0)] ?? 0;
}

/**
 * @param {Int16Array} places
 * @param {number} first  Seconds of the downbeat of bar 1.
 * @param {Float64Array} times
 */
function numberedBars(places, first, times) {
  const bars = new Int32Array(places.length);
  const start = lowerBound(times, first - SAME_SECONDS);
  for (let index = start, bar = 0; index < places.length; index++) {
    if (places[index] === 1) bar += 1;
    bars[index] = Math.max(bar, 1);
  }
  for (let index = start - 1, bar = 0; index >= 0; index--) {
    bars[index] = bar;
    if (places[index] === 1) bar -= 1;
  }
  return bars;
}
