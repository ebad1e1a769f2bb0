/** Seconds of the song and pixels of the timeline: one scale for the waveform, the grid and the scenes. */

import { clamp } from "../numbers.js";

/** Closer than this a beat is wider than most windows. */
const MOST_PER_SECOND = 1200;
/** Browsers lay out boxes up to about 17 million pixels (Firefox) or 33 million (Chromium). */
const WIDEST = 16e6;
/** Room that is kept beside what is scrolled into sight, in parts of the view. */
const MARGIN = 0.12;

/**
 * Where each second lies. A value: what changes it returns another one.
 *
 * `width` is the whole song in pixels, a whole number and at least the view, so that all that is drawn by other means
 * (a waveform in a box of that width) lies on the same pixels; `left` is how far it is scrolled.
 */
export class Scale {
  /**
   * @param {number} duration  Seconds.
   * @param {number} view  Visible pixels.
   * @param {number} [perSecond]  Pixels wanted; the view is filled at least.
   * @param {number} [left]
   */
  constructor(duration, view, perSecond = 0, left = 0) {
    this.duration = Math.max(duration, 1e-3);
    this.view = Math.max(Math.round(view), 1);
    const most = Math.max(Math.min(this.duration * MOST_PER_SECOND, WIDEST), this.view);
    this.width = clamp(Math.ceil(this.duration * perSecond - 1e-6), this.view, Math.floor(most));
    this.left = Math.round(clamp(left, 0, this.width - this.view));
  }

  /** Pixels of a second. */
  get perSecond() {
    return this.width / this.duration;
  }

  /** Whether the whole song is seen. */
  get isFit() {
    return this.width === this.view;
  }

  /** The first second that is seen. */
  get from() {
    return this.seconds(0);
  }

  /** The last second that is seen. */
  get to() {
    return this.seconds(this.view);
  }

  /**
   * @param {number} seconds
   * @returns {number} Pixels from the left edge of the view.
   */
  x(seconds) {
    return (seconds / this.duration) * this.width - this.left;
  }

  /**
   * @param {number} x  Pixels from the left edge of the view.
   * @returns {number}
   */
  seconds(x) {
    return ((x + this.left) / this.width) * this.duration;
  }

  /**
   * @param {number} factor  Above 1: closer.
   * @param {number} [x]  The pixel whose second stays where it is.
   */
  zoomed(factor, x = this.view / 2) {
    const seconds = this.seconds(x);
    const closer = new Scale(this.duration, this.view, this.perSecond * factor);
    return closer.scrolled((seconds / closer.duration) * closer.width - x);
  }

  /** @param {number} left */
  scrolled(left) {
    return new Scale(this.duration, this.view, this.width / this.duration, left);
  }

  /**
   * The same for a view of another width: a whole song stays whole, else the zoom is kept.
   *
   * @param {number} view
   */
  resized(view) {
    if (this.isFit) return new Scale(this.duration, view);
    return new Scale(this.duration, view, this.perSecond, this.left);
  }

  /**
   * Scrolled as little as needed to see a stretch, or its beginning where it is longer than the view.
   *
   * @param {number} from  Seconds.
   * @param {number} [to]
   */
  showing(from, to = from) {
    const margin = this.view * MARGIN;
    const [start, end] = [this.x(from), this.x(to)];
    if (start >= 0 && end <= this.view) return this;
    if (start < 0 || end - start > this.view - 2 * margin) return this.scrolled(this.left + start - margin);
    return this.scrolled(this.left + end - this.view + margin);
  }
}

/**
 * The step of a ruler: the smallest round number of seconds whose marks are far enough apart.
 *
 * @param {number} perSecond  Pixels.
 * @param {number} [apart]  Pixels at least.
 */
export function rulerStep(perSecond, apart = 72) {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800];
  return steps.find((step) => step * perSecond >= apart) ?? 3600;
}

/**
 * The step of numbered bars: 1, 2, 4, 8 … bars whose lines are far enough apart.
 *
 * @param {number} pixels  Of one bar.
 * @param {number} apart  At least.
 */
export function barStep(pixels, apart) {
  let step = 1;
  while (step * pixels < apart && step < 4096) step *= 2;
  return step;
}
