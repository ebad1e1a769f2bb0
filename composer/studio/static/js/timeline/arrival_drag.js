/** Dragging a scene's arrival: its edge rolls, its body slides, Shift ripples, Alt snaps to nothing. */

import { clamp } from "../numbers.js";
import { landingText } from "./snapping.js";
import { Trials } from "./trials.js";

/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("./holding.js").Hold} Hold */
/** @typedef {import("./timeline.js").Bench} Bench */

/** An arrival that moves by less is where it was. */
const SAME = 1e-4;

/**
 * While it lasts, the film is shown as it would be. Where the pointer is and where the arrival comes to rest are kept
 * apart: a drag by one pixel is one pixel further in the next event, though the arrival stays on its bar.
 */
export class ArrivalDrag {
  /**
   * @param {Bench} bench
   * @param {Scene} scene
   * @param {"roll" | "slide"} gesture
   * @param {Hold} down
   */
  constructor(bench, scene, gesture, down) {
    this._bench = bench;
    this._scene = scene;
    this._gesture = gesture;
    this._pressed = bench.viewport.secondsAt(down);
    this._trials = new Trials(bench.studio, (refusal) => this._answered(refusal));
    /** What a drop would do; null: nothing. @type {{seconds: number, gesture: "roll" | "slide" | "ripple"} | null} */
    this._wanted = null;
    this._refusal = "";
  }

  /** @param {Hold} hold */
  moved(hold) {
    const { viewport, grid, guide, studio } = this._bench;
    if (studio.selected !== this._scene.number) studio.select(this._scene.number);
    const raw = this._scene.arrival + viewport.secondsAt(hold) - this._pressed;
    const place = grid.land(clamp(raw, 0, studio.timing?.duration ?? 0), hold.altKey);
    guide.show(place.seconds, landingText(place, grid.measures), place.isSnapped);
    const gesture = hold.shiftKey ? "ripple" : this._gesture;
    if (this._wanted?.seconds === place.seconds && this._wanted.gesture === gesture) return;
    if (Math.abs(place.seconds - this._scene.arrival) < SAME) this._rest();
    else this._want({ seconds: place.seconds, gesture });
  }

  dropped() {
    const wanted = this._refusal ? null : this._wanted;
    this._trials.end();
    this._bench.guide.hide();
    if (this._refusal) this._bench.announcer.say(this._refusal);
    if (!wanted) return this._bench.studio.endTrial();
    this._bench.dropClock.dropped(this._bench.actions.arrive(this._scene, wanted.seconds, wanted.gesture));
  }

  cancelled() {
    this._trials.end();
    this._bench.guide.hide();
    this._bench.studio.endTrial();
  }

  clicked() {
    this._trials.end();
    this._bench.studio.select(this._scene.number);
  }

  /** @param {{seconds: number, gesture: "roll" | "slide" | "ripple"}} wanted */
  _want(wanted) {
    this._wanted = wanted;
    this._trials.ask([{ do: "arrive", scene: this._scene.number, ...wanted }]);
  }

  _rest() {
    this._wanted = null;
    this._trials.rest();
    this._answered(null);
  }

  /** @param {import("../api.js").Refusal | null} refusal */
  _answered(refusal) {
    this._refusal = this._wanted && refusal ? refusal.message : "";
    this._bench.guide.refuse(this._refusal);
    if (this._refusal) this._bench.studio.endTrial();
  }
}
