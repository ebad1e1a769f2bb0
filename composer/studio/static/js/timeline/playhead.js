/** Where the film is now: a line through the timeline, and a mark in the minimap. */

import { element } from "../dom.js";

/** @typedef {import("./timeline.js").Bench} Bench */
/** @typedef {import("./minimap.js").Minimap} Minimap */

/** Follows the player, and lets the view follow it while it plays. */
export class Playhead {
  /**
   * @param {Bench} bench
   * @param {Minimap} minimap
   */
  constructor(bench, minimap) {
    this._bench = bench;
    this._minimap = minimap;
    this.line = element("div", { class: "tl-playhead" });
    this.mark = element("div", { class: "tl-playmark" });
    this._wasPlaying = false;
    bench.studio.player.addEventListener("state", () => this._stateChanged());
  }

  draw() {
    const { studio, viewport } = this._bench;
    const { player } = studio;
    if (player.isPlaying) viewport.keepUp(player.time);
    const x = viewport.scale.x(player.time);
    const isSeen = x >= -8 && x <= viewport.scale.view + 8;
    this.line.classList.toggle("hidden", !isSeen);
    this.line.style.transform = `translateX(${x.toFixed(2)}px)`;
    this.mark.style.transform = `translateX(${this._minimap.xOf(player.time).toFixed(2)}px)`;
  }

  /** Whoever begins to play wants to see what plays. */
  _stateChanged() {
    const { player } = this._bench.studio;
    if (player.isPlaying && !this._wasPlaying) this._bench.viewport.follow(true);
    this._wasPlaying = player.isPlaying;
  }
}
