/** One pointer from its press to its release, with the keys that are held meanwhile. */

/** @typedef {{clientX: number, clientY: number, altKey: boolean, shiftKey: boolean}} Hold */

/**
 * @typedef {object} Drag
 * @property {(hold: Hold) => void} moved  Also called when a key is pressed or let go, and when the view scrolls under it.
 * @property {() => void} dropped
 * @property {() => void} cancelled  By Esc, or because the browser took the pointer.
 * @property {() => void} [clicked]  Released where it was pressed.
 */

/** A finger trembles more than a mouse. */
const TOUCH_SLOP = 6;
/** Near the view's edges a drag scrolls, by so many pixels a frame at most. */
const EDGE = 28;
const FASTEST = 14;

/** @typedef {import("./viewport.js").Viewport} Viewport */

/** A pointer that is held down. */
export class Holding {
  /**
   * @param {HTMLElement} element  Stays in the page meanwhile.
   * @param {PointerEvent} down
   * @param {Viewport} viewport
   * @param {Drag} drag
   */
  constructor(element, down, viewport, drag) {
    this._element = element;
    this._viewport = viewport;
    this._drag = drag;
    this._down = down;
    /** @type {Hold} */
    this._hold = down;
    this.hasMoved = false;
    this._abort = new AbortController();
    element.setPointerCapture(down.pointerId);
    this._listen();
    this._frame = requestAnimationFrame(() => this._scroll());
  }

  get isHeld() {
    return !this._abort.signal.aborted;
  }

  /** End it as Esc does; nothing happens where it has ended already. */
  cancel() {
    if (!this._end()) return;
    this._drag.cancelled();
  }

  _listen() {
    const { signal } = this._abort;
    const pointer = /** @param {(event: PointerEvent) => void} run */ (run) => (/** @type {PointerEvent} */ event) => {
      if (event.pointerId === this._down.pointerId) run(event);
    };
    this._element.addEventListener("pointermove", pointer((event) => this._moved(event)), { signal });
    this._element.addEventListener("pointerup", pointer(() => this._up()), { signal });
    this._element.addEventListener("pointercancel", pointer(() => this.cancel()), { signal });
    for (const name of /** @type {const} */ (["keydown", "keyup"])) {
      window.addEventListener(name, (event) => this._key(event), { signal, capture: true });
    }
  }

  /** @param {PointerEvent} event */
  _moved(event) {
    const away = Math.hypot(event.clientX - this._down.clientX, event.clientY - this._down.clientY);
    if (!this.hasMoved && away < (event.pointerType === "touch" ? TOUCH_SLOP : 1)) return;
    this.hasMoved = true;
    this._hold = event;
    this._drag.moved(event);
  }

  _up() {
    if (!this._end()) return;
    if (this.hasMoved) this._drag.dropped();
    else this._drag.clicked?.();
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.key === "Escape" && event.type === "keydown") {
      event.preventDefault();
      event.stopPropagation();
      this.cancel();
    } else if (event.key === "Alt" || event.key === "Shift") {
      event.preventDefault();
      const { clientX, clientY } = this._hold;
      this._hold = { clientX, clientY, altKey: event.altKey, shiftKey: event.shiftKey };
      if (this.hasMoved) this._drag.moved(this._hold);
    }
  }

  _scroll() {
    const { scale } = this._viewport;
    const x = this._viewport.xOf(this._hold);
    const past = Math.min(x - EDGE, 0) + Math.max(x - scale.view + EDGE, 0);
    if (this.hasMoved && past !== 0 && !scale.isFit) {
      const by = Math.sign(past) * Math.min(Math.abs(past) / 3, FASTEST);
      this._viewport.scrollTo(scale.left + by);
      this._drag.moved(this._hold);
    }
    this._frame = requestAnimationFrame(() => this._scroll());
  }

  /** Whether it had not ended before. */
  _end() {
    if (this._abort.signal.aborted) return false;
    this._abort.abort();
    cancelAnimationFrame(this._frame);
    if (this._element.hasPointerCapture(this._down.pointerId)) {
      this._element.releasePointerCapture(this._down.pointerId);
    }
    return true;
  }
}
