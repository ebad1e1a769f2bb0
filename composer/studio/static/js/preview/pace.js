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
/** Milliseconds from frame to frame above which one is slow, where the screen shows 60 a second or more. */
const SLOW = 22;
/** Slow frames that make it cheaper; each other one takes one back. */
const PATIENCE = 6;
/** Frames in a row, none of them slow, that make it better; twice as many each time that better proves too slow. */
const TRUST = 150;
const MOST_TRUST = 16 * TRUST;
/** Frames over which it is seen whether cheaper was faster: if it was not, the screen itself is that slow. */
const TRIAL = 20;
const FASTER = 0.9;
/** A frame this much above what the screen itself needs is slow. */
const LATE = 1.3;
/** A longer pause says nothing: the page was hidden, or another task held it up. */
const PAUSE = 500;

/** Chooses the rung from the time between frames. */
export class Pace {
  constructor() {
    this._rung = 1;
    this._trust = TRUST;
    this._limit = SLOW;
    this._slow = 0;
    this._fluid = 0;
    this._sinceBetter = Infinity;
    /** @type {number[]} Milliseconds of the last frames. */
    this._last = [];
    /** @type {number | null} Milliseconds of a frame before it was made cheaper. */
    this._before = null;
  }

  /** @returns {Rung} */
  get rung() {
    return RUNGS[this._rung];
  }

  /** Forget the last frames: play stops or begins. */
  rest() {
    this._slow = 0;
    this._fluid = 0;
    this._last = [];
    this._before = null;
  }

  /**
   * Take a frame into account.
   * @param {number} milliseconds Since the frame before.
   */
  took(milliseconds) {
    if (milliseconds > PAUSE) return;
    const isSlow = milliseconds > this._limit;
    this._last = [...this._last.slice(1 - TRIAL), milliseconds];
    this._sinceBetter += 1;
    this._fluid = isSlow ? 0 : this._fluid + 1;
    this._slow = isSlow ? this._slow + 1 : Math.max(0, this._slow - 1);
    if (this._before !== null && this._last.length === TRIAL) this._judge(this._before);
    else if (this._before === null && this._slow >= PATIENCE) this._worse();
    else if (this._fluid >= this._trust) this._better();
  }

  /**
   * Whether it was of use to draw cheaper.
   * @param {number} before
   */
  _judge(before) {
    const now = median(this._last);
    this._before = null;
    this._slow = 0;
    if (now < FASTER * before) return;
    this._limit = Math.max(this._limit, LATE * now);
    this._move(-1);
  }

  _worse() {
    if (this._sinceBetter < TRUST) this._trust = Math.min(2 * this._trust, MOST_TRUST);
    const before = median(this._last);
    if (this._move(1)) this._before = before;
  }

  _better() {
    if (this._move(-1)) this._sinceBetter = 0;
  }

  /**
   * @param {number} rungs
   * @returns {boolean} Whether there was a rung to move to.
   */
  _move(rungs) {
    const before = this._rung;
    this._rung = Math.min(Math.max(before + rungs, 0), RUNGS.length - 1);
    this.rest();
    return this._rung !== before;
  }
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}
