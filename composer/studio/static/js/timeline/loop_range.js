/** The part that is repeated: a band from the ruler through the waveform, with a handle at each end. */

import { element } from "../dom.js";
import { clamp, clock } from "../numbers.js";
import { landingText } from "./snapping.js";

/** @typedef {import("./holding.js").Hold} Hold */
/** @typedef {import("./timeline.js").Bench} Bench */
/** @typedef {{from: number, to: number}} Range */

/** Shorter ranges are none, seconds. */
const SHORTEST = 0.05;

/** Shows and changes the player's range. */
export class LoopRange {
  /** @param {Bench} bench */
  constructor(bench) {
    this._bench = bench;
    this._from = handle("first", "Where the loop begins");
    this._to = handle("last", "Where the loop ends");
    this.band = element("div", { class: "tl-loop hidden" }, this._from, this._to);
    /** What a drag that goes on would make of it. @type {Range | null} */
    this._trial = null;
  }

  draw() {
    const { studio, viewport } = this._bench;
    const range = this._trial ?? studio.player.range;
    this.band.classList.toggle("hidden", !range);
    if (!range) return;
    const [left, right] = [viewport.scale.x(range.from), viewport.scale.x(range.to)];
    this.band.style.transform = `translateX(${Math.round(left)}px)`;
    this.band.style.width = `${Math.max(Math.round(right) - Math.round(left), 1)}px`;
  }

  /** @param {Range | null} range */
  set(range) {
    const { player } = this._bench.studio;
    const isRange = range !== null && range.to - range.from >= SHORTEST;
    this._trial = null;
    player.repeat(isRange ? range : null);
    this._bench.announcer.say(isRange ? `Loop from ${clock(range.from)} to ${clock(range.to)}` : "No loop");
  }

  /** The loop begins here. @param {number} seconds */
  begin(seconds) {
    const { range, duration } = this._bench.studio.player;
    this.set({ from: seconds, to: range && range.to > seconds ? range.to : duration });
  }

  /** The loop ends here. @param {number} seconds */
  end(seconds) {
    const range = this._bench.studio.player.range;
    this.set({ from: range && range.from < seconds ? range.from : 0, to: seconds });
  }

  /**
   * A drag of one of its ends, or of a new range where both are at the pointer.
   *
   * @param {number} fixed  Second of the other end.
   * @returns {import("./holding.js").Drag}
   */
  drag(fixed) {
    return {
      moved: (hold) => this._moved(fixed, hold),
      dropped: () => {
        this._bench.guide.hide();
        this.set(this._trial);
      },
      cancelled: () => {
        this._trial = null;
        this._bench.guide.hide();
        this.draw();
      },
    };
  }

  /**
   * The end that stays where it is when a handle is dragged.
   *
   * @param {EventTarget | null} target
   * @returns {number | null} Null: that was no handle.
   */
  fixedEnd(target) {
    const range = this._bench.studio.player.range;
    if (!range) return null;
    if (target === this._from) return range.to;
    return target === this._to ? range.from : null;
  }

  /**
   * @param {number} fixed
   * @param {Hold} hold
   */
  _moved(fixed, hold) {
    const { viewport, grid, guide, studio } = this._bench;
    const place = grid.land(clamp(viewport.secondsAt(hold), 0, studio.player.duration), hold.altKey);
    guide.show(place.seconds, landingText(place, grid.measures), place.isSnapped);
    this._trial = { from: Math.min(fixed, place.seconds), to: Math.max(fixed, place.seconds) };
    this.draw();
  }
}

/**
 * @param {string} side
 * @param {string} title
 */
function handle(side, title) {
  return element("div", { class: `tl-loop-end ${side}`, title });
}
