/** The pointer on the ruler and the waveform: it seeks, scrubs and draws the loop; the wheel scrolls and zooms. */

import { clock } from "../numbers.js";
import { Holding } from "./holding.js";
import { UNSURE } from "./grid_drawing.js";

/** @typedef {import("./timeline.js").Bench} Bench */
/** @typedef {import("./loop_range.js").LoopRange} LoopRange */

/** Zoom of one notch of a wheel (100 pixels), as a power. */
const WHEEL = 1 / 320;
const LINE = 16;

/**
 * @param {Bench} bench
 * @param {LoopRange} loop
 * @param {{ruler: HTMLElement, sound: HTMLElement}} rows
 */
export function listenToPointer(bench, loop, { ruler, sound }) {
  let isTap = false;
  const down = /** @param {PointerEvent} event */ (event) => {
    if (event.button !== 0 || event.ctrlKey) return;
    isTap = event.pointerType === "touch" && event.currentTarget === sound;
    if (!isTap) begin(bench, loop, event);
  };
  for (const place of [ruler, sound, loop.band]) place.addEventListener("pointerdown", down);
  // A finger on the waveform scrolls; a tap seeks.
  sound.addEventListener("click", (event) => {
    if (isTap) bench.studio.player.seek(bench.viewport.secondsAt(event));
  });
  sound.addEventListener("pointermove", (event) => (sound.title = passageTitle(bench, bench.viewport.secondsAt(event))));
}

/**
 * @param {Bench} bench
 * @param {LoopRange} loop
 * @param {PointerEvent} event
 */
function begin(bench, loop, event) {
  const place = /** @type {HTMLElement} */ (event.currentTarget);
  const { viewport, studio, grid } = bench;
  const fixed = loop.fixedEnd(event.target) ?? (event.shiftKey ? grid.land(viewport.secondsAt(event), event.altKey).seconds : null);
  event.preventDefault();
  if (fixed !== null) return new Holding(place, event, viewport, loop.drag(fixed));
  studio.player.seek(viewport.secondsAt(event));
  const nothing = () => undefined;
  return new Holding(place, event, viewport, {
    moved: (hold) => studio.player.seek(viewport.secondsAt(hold)),
    dropped: nothing,
    cancelled: nothing,
  });
}

/**
 * @param {Bench} bench
 * @param {number} seconds
 */
function passageTitle({ studio }, seconds) {
  const passage = studio.song?.passages.find(({ start, end }) => seconds >= start && seconds < end);
  if (!passage || passage.confidence >= UNSURE) return "";
  const sure = Math.round(passage.confidence * 100);
  return `${clock(passage.start)} to ${clock(passage.end)}: the beats here are unsure (${sure} of 100)`;
}

/**
 * The wheel scrolls, with Ctrl it zooms around the pointer, as two fingers do.
 *
 * @param {import("./viewport.js").Viewport} viewport
 */
export function listenToWheel(viewport) {
  viewport.scroller.addEventListener("wheel", (event) => turned(viewport, event), { passive: false });
  const pinch = new Pinch(viewport);
  viewport.scroller.addEventListener("touchstart", (event) => pinch.touched(event), { passive: false });
  viewport.scroller.addEventListener("touchmove", (event) => pinch.touched(event), { passive: false });
  viewport.scroller.addEventListener("touchend", () => pinch.end());
}

/**
 * @param {import("./viewport.js").Viewport} viewport
 * @param {WheelEvent} event
 */
function turned(viewport, event) {
  const unit = event.deltaMode === 1 ? LINE : event.deltaMode === 2 ? viewport.scale.view : 1;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    viewport.zoom(2 ** (-event.deltaY * unit * WHEEL), viewport.xOf(event));
  } else if (!viewport.scale.isFit) {
    event.preventDefault();
    const most = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    viewport.scrollTo(viewport.scale.left + most * unit);
  }
}

/** Two fingers: the second under each finger stays there. */
class Pinch {
  /** @param {import("./viewport.js").Viewport} viewport */
  constructor(viewport) {
    this._viewport = viewport;
    this._apart = 0;
    this._middle = 0;
  }

  /** @param {TouchEvent} event */
  touched(event) {
    if (event.touches.length !== 2) return this.end();
    event.preventDefault();
    const [one, other] = [...event.touches].map((touch) => this._viewport.xOf(touch));
    const [apart, middle] = [Math.max(Math.abs(one - other), 10), (one + other) / 2];
    if (this._apart > 0) {
      const { scale } = this._viewport;
      this._viewport.follow(false);
      this._viewport.show(scale.scrolled(scale.left + this._middle - middle).zoomed(apart / this._apart, middle));
    }
    [this._apart, this._middle] = [apart, middle];
    return undefined;
  }

  end() {
    this._apart = 0;
  }
}
