/** Dragging a scene by its grip: a marker shows between which two scenes it would stand. */

import { element } from "../dom.js";

/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("./holding.js").Hold} Hold */
/** @typedef {import("./timeline.js").Bench} Bench */

/** One drag in the order; nothing changes before it is dropped. */
export class OrderDrag {
  /**
   * @param {Bench} bench
   * @param {Scene} scene
   * @param {HTMLElement} lane
   */
  constructor(bench, scene, lane) {
    this._bench = bench;
    this._scene = scene;
    this._to = scene.number;
    this._marker = element("div", { class: "tl-order hidden" });
    lane.append(this._marker);
  }

  /** @param {Hold} hold */
  moved(hold) {
    const { studio, viewport } = this._bench;
    const others = studio.scenes.filter((scene) => scene.number !== this._scene.number);
    const seconds = viewport.secondsAt(hold);
    this._to = others.filter((scene) => (scene.arrival + scene.end) / 2 < seconds).length;
    const before = studio.scenes[this._to > this._scene.number ? this._to + 1 : this._to];
    const x = viewport.scale.x(before?.arrival ?? viewport.scale.duration);
    this._marker.style.transform = `translateX(${Math.round(x)}px)`;
    this._marker.classList.toggle("hidden", this._to === this._scene.number);
  }

  dropped() {
    this._marker.remove();
    if (this._to === this._scene.number) return;
    this._bench.dropClock.dropped(this._bench.actions.move(this._scene.number, this._to));
  }

  cancelled() {
    this._marker.remove();
  }

  clicked() {
    this._marker.remove();
    this._bench.studio.select(this._scene.number);
  }
}
