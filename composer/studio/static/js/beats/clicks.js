/** A click on each beat while the song plays, higher on the first of a bar. */

import { SongClock } from "./song_clock.js";

/** @typedef {import("./song_clock.js").Clocked} Clocked */
/** @typedef {{beats: number[], positions: number[]}} Grid */
/** @typedef {{beat: number, when: number, source: AudioBufferSourceNode}} Placed */

/** Clicks are placed so far ahead (seconds): more than a timer or a frame is late. */
const AHEAD = 0.35;
/** Nearer than this a click is left as it is. */
const SETTLED = 0.03;
/** A click that turned out to be off by more than this is placed anew. */
const TOLERANCE = 0.002;
const TIMER_MS = 40;
/** Hertz of a beat and of a downbeat, and seconds until a click has died away. */
const PITCHES = { beat: 1000, downbeat: 1600 };
const LENGTH = 0.04;

/** Places clicks by the player's clock, on whatever grid the song has now. */
export class ClickTrack {
  /**
   * @param {Clocked & {range?: {from: number, to: number} | null}} player
   * @param {() => Grid | null} grid  The grid as it is now.
   * @param {AudioContext} context
   */
  constructor(player, grid, context) {
    this._player = player;
    this._grid = grid;
    this.context = context;
    this._clock = new SongClock(player, context);
    this._gain = context.createGain();
    this._gain.connect(context.destination);
    /** @type {Placed[]} */
    this._placed = [];
    this._timer = 0;
    /** What was placed, with its time: told to whoever asks. @type {((beat: number, when: number) => void) | null} */
    this.onplaced = null;
    this._clock.addEventListener("jump", () => this._takeBack());
    player.addEventListener("time", () => this._place());
  }

  get isOn() {
    return this._timer !== 0;
  }

  /** @param {number} volume  From 0 to 1. */
  set volume(volume) {
    // Loudness is heard by ratios: half of the way is a quarter of the amplitude.
    this._gain.gain.value = volume * volume;
  }

  async start() {
    if (this.isOn) return;
    this._timer = window.setInterval(() => this._tick(), TIMER_MS);
    await this.context.resume();
  }

  async stop() {
    window.clearInterval(this._timer);
    this._timer = 0;
    this._takeBack();
    await this.context.suspend();
  }

  /** The grid is another one: clicks on the old one are taken back, and those of the new one placed at once. */
  gridChanged() {
    this._takeBack();
    this._place();
  }

  /** Also where no frame is drawn: the page may be out of sight. */
  _tick() {
    this._clock.look();
    this._place();
  }

  _place() {
    const grid = this._grid();
    if (!this.isOn || !grid || !this._clock.isRunning) return;
    const now = this.context.currentTime;
    this._placed = this._placed.filter((placed) => placed.when + LENGTH > now);
    const from = now + SETTLED;
    const end = this._player.range?.to ?? Infinity;
    const first = firstAtOrAfter(grid.beats, (beat) => this._clock.contextTime(beat) >= from);
    for (let index = first; index < grid.beats.length && grid.beats[index] < end; index += 1) {
      const when = this._clock.contextTime(grid.beats[index]);
      if (when > now + AHEAD) return;
      this._placeOne(grid.beats[index], when, grid.positions[index] === 1, from);
    }
  }

  /**
   * @param {number} beat
   * @param {number} when
   * @param {boolean} isDownbeat
   * @param {number} from  What is placed before this is left alone.
   */
  _placeOne(beat, when, isDownbeat, from) {
    const before = this._placed.find((placed) => placed.beat === beat);
    if (before && (before.when < from || Math.abs(before.when - when) <= TOLERANCE)) return;
    if (before) this._takeBackOne(before);
    this._placed.push({ beat, when, source: placeClick(this.context, this._gain, when, isDownbeat) });
    this.onplaced?.(beat, when);
  }

  _takeBack() {
    for (const placed of [...this._placed]) this._takeBackOne(placed);
  }

  /** @param {Placed} placed */
  _takeBackOne(placed) {
    placed.source.stop();
    placed.source.disconnect();
    this._placed = this._placed.filter((each) => each !== placed);
  }
}

/**
 * Let a click sound at a time of a context.
 *
 * @param {BaseAudioContext} context
 * @param {AudioNode} into
 * @param {number} when
 * @param {boolean} isDownbeat
 * @returns {AudioBufferSourceNode}
 */
export function placeClick(context, into, when, isDownbeat) {
  const source = context.createBufferSource();
  source.buffer = clickOf(context, isDownbeat ? PITCHES.downbeat : PITCHES.beat);
  source.connect(into);
  source.start(when);
  return source;
}

/** @type {WeakMap<BaseAudioContext, Map<number, AudioBuffer>>} */
const made = new WeakMap();

/**
 * @param {BaseAudioContext} context
 * @param {number} pitch
 */
function clickOf(context, pitch) {
  const known = made.get(context) ?? new Map();
  made.set(context, known);
  if (!known.has(pitch)) known.set(pitch, newClick(context, pitch));
  return /** @type {AudioBuffer} */ (known.get(pitch));
}

/**
 * A tone that is loudest in its first sample, which so lies on the beat.
 *
 * @param {BaseAudioContext} context
 * @param {number} pitch
 */
function newClick(context, pitch) {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.ceil(LENGTH * rate), rate);
  const samples = buffer.getChannelData(0);
  for (let index = 0; index < samples.length; index += 1) {
    const seconds = index / rate;
    samples[index] = Math.cos(2 * Math.PI * pitch * seconds) * Math.exp(-seconds * 120);
  }
  return buffer;
}

/**
 * Index of the first value of which something is true that stays true from there on.
 *
 * @param {number[]} values
 * @param {(value: number) => boolean} is
 */
function firstAtOrAfter(values, is) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(values[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
