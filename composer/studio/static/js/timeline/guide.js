/** The line at the place where a drag would let go, with what that place is called, or why it cannot be. */

import { element } from "../dom.js";

/** @typedef {import("./viewport.js").Viewport} Viewport */

/** One line, shown while something is dragged. */
export class Guide {
  /** @param {Viewport} viewport */
  constructor(viewport) {
    this._viewport = viewport;
    this._label = element("div", { class: "tl-guide-label numbers" });
    this._why = element("div", { class: "tl-guide-why" });
    this.line = element("div", { class: "tl-guide hidden" }, element("div", { class: "tl-guide-text" }, this._label, this._why));
    this._seconds = 0;
    viewport.addEventListener("view", () => this._place());
  }

  /**
   * @param {number} seconds
   * @param {string} text
   * @param {boolean} isSnapped
   */
  show(seconds, text, isSnapped) {
    this._seconds = seconds;
    this._label.textContent = text;
    this.line.classList.remove("hidden");
    this.line.classList.toggle("snapped", isSnapped);
    this._place();
  }

  /** @param {string} why  Empty: it can be done. */
  refuse(why) {
    this._why.textContent = why;
    this.line.classList.toggle("bad", why !== "");
    this._place();
  }

  hide() {
    this.line.classList.add("hidden");
    this.refuse("");
  }

  _place() {
    const { scale } = this._viewport;
    const x = scale.x(this._seconds);
    this.line.style.transform = `translateX(${Math.round(x)}px)`;
    this.line.classList.toggle("leftward", x > scale.view * 0.6);
  }
}
