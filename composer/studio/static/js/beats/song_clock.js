/** When each second of the song sounds, by the clock of an audio context. */

import { median } from "./taps.js";

/** Looks at the player that the answer is taken from: their middle is not moved by a late frame. */
const LOOKS = 31;
/** A jump of more than this (seconds) is a seek, a loop, or the sound's late start. */
const JUMP = 0.04;

/**
 * What it needs of a player.
 *
 * @typedef {EventTarget & {time: number, rate: number, isPlaying: boolean}} Clocked
 */

/** The song's clock beside the context's; dispatches `jump` when what it said before holds no more. */
export class SongClock extends EventTarget {
  /**
   * @param {Clocked} player
   * @param {AudioContext} context
   */
  constructor(player, context) {
    super();
    this._player = player;
    this._context = context;
    /** When second 0 sounds or would have sounded. @type {number[]} */
    this._origins = [];
    this._rate = 0;
    player.addEventListener("time", () => this._look());
    player.addEventListener("state", () => this._stateChanged());
  }

  /** Whether it is known when something sounds. */
  get isRunning() {
    return this._origins.length > 0 && this._player.isPlaying && this._player.rate > 0;
  }

  /**
   * @param {number} seconds  Of the song.
   * @returns {number} Of the context, as it takes times.
   */
  contextTime(seconds) {
    return median(this._origins) + seconds / this._player.rate;
  }

  _look() {
    const player = this._player;
    const sounding = soundingTime(this._context);
    if (sounding === null && this._origins.length) this._forget();
    if (sounding === null || !player.isPlaying || player.rate <= 0) return;
    const origin = sounding - player.time / player.rate;
    if (this._origins.length && Math.abs(origin - median(this._origins)) > JUMP) this._forget();
    this._origins.push(origin);
    if (this._origins.length > LOOKS) this._origins.shift();
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
