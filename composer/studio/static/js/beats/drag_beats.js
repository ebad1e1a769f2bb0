/** Beats that are dragged to where they sound, on a ruler that is zoomed in far enough. */

import { element } from "../dom.js";
import { clamp, clock } from "../numbers.js";
import { beatsRoomOf } from "./beats_room.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {{x: (seconds: number) => number, seconds: (x: number) => number}} Scale */
/** @typedef {{number: number, was: number, seconds: number, pointer: number}} Held */

/** Pixels between two beats from which they can be told apart with a pointer. */
const APART = 26;
/** Pixels within which a beat is meant. */
const REACH = 5;
/** Pixels that a pointer moves before it drags. */
const SLACK = 2;
/** A beat comes no nearer to its neighbours (seconds). */
const NEAREST = 0.05;

/**
 * Let beats be dragged on an element. A click on a beat goes there exactly, a double click says that it is the first of
 * its bar.
 *
 * @param {Studio} studio
 * @param {HTMLElement} host  Positioned; the drag is drawn over it.
 * @param {Scale} scale  Pixels from the host's left edge, as they are now.
 */
export function attachBeatDragging(studio, host, scale) {
  const dragging = new BeatDragging(studio, host, scale);
  // Before the host's own listeners: a beat that is taken hold of is no place to seek to.
  const early = { capture: true };
  host.addEventListener("pointerdown", (event) => dragging.down(event), early);
  host.addEventListener("pointermove", (event) => dragging.move(event), early);
  host.addEventListener("pointerup", (event) => dragging.up(event), early);
  host.addEventListener("pointercancel", () => dragging.let(), early);
  host.addEventListener("pointerleave", () => dragging.leave());
  host.addEventListener("dblclick", (event) => dragging.first(event), early);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dragging.let();
  });
}

class BeatDragging {
  /**
   * @param {Studio} studio
   * @param {HTMLElement} host
   * @param {Scale} scale
   */
  constructor(studio, host, scale) {
    this._studio = studio;
    this._host = host;
    this._scale = scale;
    /** @type {Held | null} */
    this._held = null;
    this._line = element("div", { class: "beat-drag hidden" }, element("span", { class: "numbers" }));
    host.append(this._line);
    studio.addEventListener("song", () => this.let());
  }

  /** @param {PointerEvent} event */
  down(event) {
    // A finger scrolls, and hides what it would drag.
    const isMeant = event.button === 0 && event.pointerType !== "touch" && !event.shiftKey && !event.ctrlKey;
    const number = isMeant ? this._beatAt(event) : -1;
    if (number < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const was = this._beats[number];
    this._held = { number, was, seconds: was, pointer: this._x(event) };
    this._host.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this._held) {
      this._host.classList.toggle("on-beat", event.buttons === 0 && this._beatAt(event) >= 0);
      return;
    }
    event.stopPropagation();
    const { number, was, pointer } = this._held;
    const moved = this._x(event) - pointer;
    const [low, high] = [this._beats[number - 1] ?? -NEAREST, this._beats[number + 1] ?? Infinity];
    const wanted = Math.abs(moved) < SLACK ? was : this._scale.seconds(this._scale.x(was) + moved);
    this._held.seconds = clamp(wanted, low + NEAREST, Math.max(high - NEAREST, low + NEAREST));
    this._draw();
  }

  /** @param {PointerEvent} event */
  up(event) {
    const held = this._held;
    if (!held) return;
    event.stopPropagation();
    this.let();
    if (held.seconds === held.was) this._studio.player.seek(held.was);
    else void beatsRoomOf(this._studio).mend("anchor", { seconds: held.seconds, was: held.was });
  }

  /** Let go of the beat; it stays where it was. */
  let() {
    this._held = null;
    this._draw();
  }

  leave() {
    if (!this._held) this._host.classList.remove("on-beat");
  }

  /** @param {MouseEvent} event */
  first(event) {
    const number = this._beatAt(event);
    if (number < 0) return;
    event.stopPropagation();
    void beatsRoomOf(this._studio).mend("first", { seconds: this._beats[number] });
  }

  get _beats() {
    return this._studio.song?.beats ?? [];
  }

  /** @param {MouseEvent} event */
  _x(event) {
    return event.clientX - this._host.getBoundingClientRect().left;
  }

  /**
   * The number of the beat under the pointer, -1 where there is none or beats are too close to each other.
   *
   * @param {MouseEvent} event
   */
  _beatAt(event) {
    const x = this._x(event);
    const seconds = this._scale.seconds(x);
    const beats = this._beats;
    let number = 0;
    while (number + 1 < beats.length && Math.abs(beats[number + 1] - seconds) <= Math.abs(beats[number] - seconds)) number += 1;
    if (beats.length < 2 || Math.abs(this._scale.x(beats[number]) - x) > REACH) return -1;
    const next = number + 1 < beats.length ? number + 1 : number - 1;
    return Math.abs(this._scale.x(beats[next]) - this._scale.x(beats[number])) >= APART ? number : -1;
  }

  _draw() {
    const held = this._held;
    this._line.classList.toggle("hidden", !held);
    if (!held) return;
    this._line.style.left = `${this._scale.x(held.seconds)}px`;
    const moved = Math.round(1000 * (held.seconds - held.was));
    const label = /** @type {HTMLElement} */ (this._line.firstElementChild);
    label.textContent = `${clock(held.seconds)} (${moved > 0 ? "+" : ""}${moved} ms)`;
  }
}
