/** A small menu at a place of the window, used by mouse or by keys. */

import { element } from "../dom.js";

/** @typedef {{does: string, key?: string, run: () => void, isOff?: boolean}} Item */

/** One menu; opening it again closes it first. */
export class Menu {
  constructor() {
    this.place = element("div", { class: "tl-menu hidden", role: "menu", tabindex: "-1" });
    this.place.addEventListener("keydown", (event) => this._key(event));
    /** @type {Element | null} */
    this._before = null;
    window.addEventListener("pointerdown", (event) => {
      if (this.isOpen && !this.place.contains(/** @type {Node} */ (event.target))) this.close(false);
    }, true);
    window.addEventListener("blur", () => this.close(false));
  }

  get isOpen() {
    return !this.place.classList.contains("hidden");
  }

  /**
   * @param {string} label  What it is for.
   * @param {Item[]} items
   * @param {number} x
   * @param {number} y
   */
  open(label, items, x, y) {
    this.close(false);
    this._before = document.activeElement;
    this.place.setAttribute("aria-label", label);
    this.place.replaceChildren(...items.map((item) => this._button(item)));
    this.place.classList.remove("hidden");
    const { width, height } = this.place.getBoundingClientRect();
    this.place.style.left = `${Math.max(Math.min(x, innerWidth - width - 8), 8)}px`;
    this.place.style.top = `${Math.max(y + height > innerHeight - 8 ? y - height : y, 8)}px`;
    this._buttons()[0]?.focus();
  }

  /** @param {boolean} givesBack  Whether the focus goes back to where it was. */
  close(givesBack) {
    if (!this.isOpen) return;
    this.place.classList.add("hidden");
    if (givesBack && this._before instanceof HTMLElement) this._before.focus({ preventScroll: true });
  }

  /** @param {Item} item */
  _button({ does, key, run, isOff }) {
    const chosen = () => {
      this.close(true);
      run();
    };
    const shown = key ? element("kbd", { text: key }) : null;
    const settings = { type: "button", role: "menuitem", tabindex: "-1", disabled: isOff ?? false, onclick: chosen };
    return element("button", settings, element("span", { text: does }), shown);
  }

  /** @returns {HTMLButtonElement[]} */
  _buttons() {
    return [...this.place.querySelectorAll("button")].filter((button) => !button.disabled);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const buttons = this._buttons();
    const here = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to !== undefined) buttons[(to + buttons.length) % buttons.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close(true);
    else if (event.key === "Enter" || event.key === " ") return event.stopPropagation();
    event.preventDefault();
    return event.stopPropagation();
  }
}
