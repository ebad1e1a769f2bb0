/** When each second of the song sounds, by the clock of an audio context. */

import { median } from "./taps.js";

/** Looks that an answer is taken from: their middle is not moved by a frame or a buffer that was late. */
const SONG_LOOKS = 15;
const OUTPUT_LOOKS = 90;
/** Looks at the output before it is known well enough: one alone is off by a buffer of 10 ms. */
const FEWEST = 8;
/** Looks at the song of which all must agree: after a seek its clock stands for a while until the sound goes on. */
const SETTLED_LOOKS = 4;
/** Seconds within which looks agree; single ones are further off where a frame was late. */
const AGREES = 0.008;
/** A jump of more than this (seconds) is a seek, a loop, or the sound's late start. */
const JUMP = 0.04;

/**
 * What it needs of a player.
 *
 * @typedef {EventTarget & {time: number, rate: number, isPlaying: boolean}} Clocked
 */

/**
 * The song's clock beside the context's; dispatches `jump` when what it said before holds no more.
 *
 * The page's clock stands between the two: what the output says of itself is uneven, but goes on over every seek.
 */
export class SongClock extends EventTarget {
  /**
   * @param {Clocked} player
   * @param {AudioContext} context
   */
  constructor(player, context) {
    super();
    this._player = player;
    this._context = context;
    /** The context's time less the page's. @type {number[]} */
    this._outputs = [];
    /** The page's time at which second 0 sounds or would have sounded. @type {number[]} */
    this._origins = [];
    this._rate = 0;
    player.addEventListener("time", () => this.look());
    player.addEventListener("state", () => this._stateChanged());
  }

  /** Whether it is known when something sounds. */
  get isRunning() {
    return this._outputs.length >= FEWEST && this._isSettled && this._player.isPlaying && this._player.rate > 0;
  }

  get _isSettled() {
    const last = this._origins.slice(-SETTLED_LOOKS);
    return last.length === SETTLED_LOOKS && spread(last) < AGREES;
  }

  /**
   * @param {number} seconds  Of the song.
   * @returns {number} Of the context, as it takes times.
   */
  contextTime(seconds) {
    return median(this._outputs) + median(this._origins) + seconds / this._player.rate;
  }

  /** Compare the clocks. */
  look() {
    const now = performance.now() / 1000;
    const sounding = soundingTime(this._context);
    if (sounding === null) this._outputs = [];
    else keep(this._outputs, sounding - now, OUTPUT_LOOKS);
    const player = this._player;
    if (!player.isPlaying || player.rate <= 0) return;
    const origin = now - player.time / player.rate;
    if (this._origins.length && Math.abs(origin - median(this._origins)) > JUMP) this._forget();
    keep(this._origins, origin, SONG_LOOKS);
    // Where the last looks agree with each other, but not with those before, those before were of another time.
    const last = this._origins.slice(-SETTLED_LOOKS);
    if (this._isSettled && Math.abs(median(last) - median(this._origins)) > AGREES / 2) this._origins = last;
  }

  _stateChanged() {
    const rate = this._player.isPlaying ? this._player.rate : 0;
    if (rate !== this._rate) this._forget();
    this._rate = rate;
  }

  _forget() {
    this._origins = [];
    this.dispatchEvent(new Event("jump"));
  }
}

/** @param {number[]} values */
function spread(values) {
  return Math.max(...values) - Math.min(...values);
}

/**
 * @param {number[]} values
 * @param {number} value
 * @param {number} most
 */
function keep(values, value, most) {
  values.push(value);
  if (values.length > most) values.shift();
}

/**
 * The time of what leaves the loudspeaker now. What is started at a time is heard then, by this clock.
 *
 * @param {AudioContext} context
 * @returns {number | null} Null while it does not run, or does not know yet.
 */
export function soundingTime(context) {
  if (context.state !== "running") return null;
  if (!context.getOutputTimestamp) return context.currentTime - (context.outputLatency || 0);
  const { contextTime, performanceTime } = context.getOutputTimestamp();
  if (!performanceTime || contextTime === undefined) return null;
  return contextTime + (performance.now() - performanceTime) / 1000;
}
