// How well a frame may be drawn so that the picture stays fluid: worse after slow frames, better after long fluid ones.

/**
 * @typedef {{quality: "fine" | "fast", scale: number}} Rung `scale` of the full size in pixels along each side.
 */

/** @type {readonly Rung[]} From the best to the cheapest. */
export const RUNGS = [
  { quality: "fine", scale: 1 },
  { quality: "fast", scale: 1 },
  { quality: "fast", scale: 0.75 },
  { quality: "fast", scale: 0.5 },
  { quality: "fast", scale: 0.375 },
  { quality: "fast", scale: 0.25 },
];
/** Milliseconds from frame to frame above which one is slow, and below which it is fluid: about 60 a second. */
const SLOW = 22;
const FLUID = 19;
/** Slow frames that make it cheaper; they need not be in a row, but each fluid one takes one back. */
const PATIENCE = 6;
/** Fluid frames in a row that make it better; twice as many each time that better proves too slow. */
const TRUST = 150;
const MOST_TRUST = 16 * TRUST;
/** A longer pause says nothing: the page was hidden, or another task held it up. */
const PAUSE = 500;

/** Chooses the rung from the time between frames. */
export class Pace {
  constructor() {
    this._rung = 1;
    this._trust = TRUST;
    this._slow = 0;
    this._fluid = 0;
    this._sinceBetter = Infinity;
  }

  /** @returns {Rung} */
  get rung() {
    return RUNGS[this._rung];
  }

  /** Forget the last frames: play stops or begins. */
  rest() {
    this._slow = 0;
    this._fluid = 0;
    this._sinceBetter = Infinity;
  }

  /**
   * Take a frame into account.
   * @param {number} milliseconds Since the frame before.
   * @returns {boolean} Whether the rung has changed.
   */
  took(milliseconds) {
    if (milliseconds > PAUSE) return false;
    this._sinceBetter += 1;
    this._fluid = milliseconds < FLUID ? this._fluid + 1 : 0;
    if (milliseconds > SLOW) this._slow += 1;
    else this._slow = Math.max(0, this._slow - 1);
    if (this._slow >= PATIENCE) return this._worse();
    return this._fluid >= this._trust && this._better();
  }

  _worse() {
    const wasTooGood = this._sinceBetter < TRUST;
    this._trust = wasTooGood ? Math.min(2 * this._trust, MOST_TRUST) : this._trust;
    return this._moved(1);
  }

  _better() {
    const moved = this._moved(-1);
    this._sinceBetter = 0;
    return moved;
  }

  /** @param {number} rungs */
  _moved(rungs) {
    const before = this._rung;
    this._rung = Math.min(Math.max(before + rungs, 0), RUNGS.length - 1);
    this.rest();
    return this._rung !== before;
  }
}
