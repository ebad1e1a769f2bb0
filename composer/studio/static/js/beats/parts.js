/** What the panel is built of. */

import { element } from "../dom.js";

/**
 * @param {string} text
 * @param {string} title  What it does, in a sentence.
 * @param {() => unknown} run
 * @returns {HTMLButtonElement}
 */
export function button(text, title, run) {
  // Signs are read out as words.
  const label = /^[\p{L}]/u.test(text) ? null : title;
  return element("button", { type: "button", text, title, "aria-label": label, onclick: run });
}

/**
 * @param {string} title
 * @param {...(Node | null)} children
 */
export function part(title, ...children) {
  return element("section", { class: "part", "aria-label": title }, element("h3", { text: title }), ...children);
}

/**
 * @param {string} text
 * @param {...Node} children
 */
export function row(text, ...children) {
  return element("div", { class: "row", role: "group", "aria-label": text }, element("span", { class: "soft", text }), ...children);
}

/**
 * @param {string} text
 * @param {HTMLElement} field
 * @param {string} [unit]
 */
export function labelled(text, field, unit = "") {
  const after = unit ? element("span", { class: "soft", text: unit }) : null;
  return element("label", { class: "row" }, element("span", { class: "soft", text }), field, after);
}

/**
 * Let a button be pressed, or say why it cannot be.
 *
 * @param {HTMLButtonElement | HTMLSelectElement} pressed
 * @param {string | undefined} reason
 * @param {boolean} isBusy
 */
export function allow(pressed, reason, isBusy) {
  pressed.dataset.title ??= pressed.title;
  pressed.disabled = isBusy || Boolean(reason);
  pressed.title = reason ? `Not here: ${reason}` : pressed.dataset.title;
}
