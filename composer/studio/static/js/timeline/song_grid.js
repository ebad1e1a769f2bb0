/** The song as the drags know it: its measures, and the places they snap to. */

import { Measures } from "./measures.js";
import { landing, REACH, snapPoints } from "./snapping.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./viewport.js").Viewport} Viewport */

/** Follows the studio's song and its choice of snapping. */
export class SongGrid {
  /**
   * @param {Studio} studio
   * @param {Viewport} viewport
   */
  constructor(studio, viewport) {
    this._studio = studio;
    this._viewport = viewport;
    this.measures = new Measures(studio.song);
    this._points = snapPoints(studio.song, this.measures, studio.snap);
    studio.addEventListener("song", () => this._read());
    studio.addEventListener("snap", () => this._read());
  }

  /**
   * Where a drag to a time comes to rest: within a few pixels of a place that is snapped to, at that one.
   *
   * @param {number} seconds
   * @param {boolean} isFree  Whether nothing is to be snapped to.
   */
  land(seconds, isFree) {
    const { player, snap } = this._studio;
    const isSnapping = snap !== "none" && !isFree;
    const reach = isSnapping ? REACH / this._viewport.scale.perSecond : 0;
    return landing(this._points, seconds, reach, isSnapping && !player.isPlaying ? player.time : null);
  }

  _read() {
    this.measures = new Measures(this._studio.song);
    this._points = snapPoints(this._studio.song, this.measures, this._studio.snap);
  }
}
