/** The window onto the timeline: its scale, its scroll bar, and following what plays. */

import { element } from "../dom.js";
import { Scale } from "./scale.js";

/** Where the playhead is put when it leaves the view while it plays, in parts of the view. */
const LEAD = 0.1;
const LATE = 0.94;
/** Pixels by which a scroll position may differ from what was set, on screens with fractions of pixels. */
const SLACK = 1.5;

/**
 * Holds the scale. Dispatches `view` once in an animation frame in which it became another one, after the scroll bar
 * was set: whoever draws then draws in the same frame as everyone else. Dispatches `follow` when following goes on or off.
 */
export class Viewport extends EventTarget {
  constructor() {
    super();
    /** What is seen; it stays in place while the bar scrolls, and its owners draw it anew. */
    this.view = element("div", { class: "tl-view" });
    this._space = element("div", { class: "tl-space" }, this.view);
    this.scroller = element("div", { class: "tl-scroller", tabindex: "-1" }, this._space);
    this.scale = new Scale(1, 1);
    this.isFollowing = true;
    this._isRequested = false;
    this._left = 0;
    this.scroller.addEventListener("scroll", () => this._scrolled());
    new ResizeObserver(() => this._resized()).observe(this.scroller);
  }

  /** @param {number} duration  Seconds of the song. */
  setDuration(duration) {
    if (Math.abs(duration - this.scale.duration) < 1e-6) return;
    this.show(new Scale(duration, this.scroller.clientWidth));
  }

  /** @param {Scale} scale */
  show(scale) {
    this.scale = scale;
    this._request();
  }

  /**
   * @param {number} factor
   * @param {number} [x]  Pixel that stays where it is.
   */
  zoom(factor, x) {
    this.show(this.scale.zoomed(factor, x));
  }

  /** Zoom around the playhead where it is seen, else around the middle. @param {number} factor @param {number} time */
  zoomAround(factor, time) {
    const x = this.scale.x(time);
    this.zoom(factor, x >= 0 && x <= this.scale.view ? x : undefined);
  }

  fit() {
    this.show(new Scale(this.scale.duration, this.scale.view));
  }

  /**
   * Scroll as the person at the page does: following ends.
   *
   * @param {number} left
   */
  scrollTo(left) {
    this.follow(false);
    this.show(this.scale.scrolled(left));
  }

  /**
   * @param {number} from  Seconds.
   * @param {number} [to]
   */
  reveal(from, to) {
    const shown = this.scale.showing(from, to);
    if (shown !== this.scale) this.show(shown);
  }

  /** @param {boolean} isOn */
  follow(isOn) {
    if (isOn === this.isFollowing) return;
    this.isFollowing = isOn;
    this.dispatchEvent(new Event("follow"));
  }

  /** Turn the page when the playhead leaves it. @param {number} time */
  keepUp(time) {
    if (!this.isFollowing || this.scale.isFit) return;
    const x = this.scale.x(time);
    if (x >= 0 && x <= this.scale.view * LATE) return;
    this.show(this.scale.scrolled(this.scale.left + x - this.scale.view * LEAD));
  }

  /** Second under a pointer. @param {{clientX: number}} event */
  secondsAt(event) {
    return this.scale.seconds(this.xOf(event));
  }

  /** Pixel of the view under a pointer. @param {{clientX: number}} event */
  xOf(event) {
    return event.clientX - this.view.getBoundingClientRect().left;
  }

  _request() {
    if (this._isRequested) return;
    this._isRequested = true;
    requestAnimationFrame(() => this._apply());
  }

  _apply() {
    this._isRequested = false;
    const { width, view, left } = this.scale;
    this._space.style.width = `${width}px`;
    this.view.style.width = `${view}px`;
    if (Math.abs(this.scroller.scrollLeft - left) > SLACK) this.scroller.scrollLeft = left;
    this._left = left;
    this.dispatchEvent(new Event("view"));
  }

  _scrolled() {
    const left = this.scroller.scrollLeft;
    if (this._isRequested || Math.abs(left - this._left) <= SLACK) return;
    this.follow(false);
    this.scale = this.scale.scrolled(left);
    this._left = this.scale.left;
    this.dispatchEvent(new Event("view"));
  }

  _resized() {
    const view = this.scroller.clientWidth;
    if (view > 0 && view !== this.scale.view) this.show(this.scale.resized(view));
  }
}
