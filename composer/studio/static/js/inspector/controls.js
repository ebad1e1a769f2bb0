/** The kinds of fields: words, long words, numbers, sliders, choices. */

import { element } from "../dom.js";
import { Field } from "./field.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./field.js").Meaning} Meaning */

/** A key that is held moves a slider many times; so long after the last one it is written, once. */
const SETTLE_MS = 500;

/**
 * @param {Studio} studio
 * @param {Meaning} meaning
 * @param {Record<string, unknown>} [settings]  Of the input.
 */
export function wordsField(studio, meaning, settings = {}) {
  return new Field(studio, element("input", { type: "text", autocomplete: "off", spellcheck: "false", ...settings }), meaning);
}

/**
 * @param {Studio} studio
 * @param {Meaning} meaning
 * @param {number} rows
 */
export function longField(studio, meaning, rows) {
  return new Field(studio, element("textarea", { rows }), meaning);
}

/**
 * @param {Studio} studio
 * @param {Meaning} meaning
 * @param {string[]} choices
 */
export function choiceField(studio, meaning, choices) {
  return new Field(studio, element("select", {}, ...choices.map((value) => element("option", { value, text: value }))), meaning);
}

/**
 * A number; the arrow keys make it larger and smaller, and it is written when it is left.
 *
 * @param {Studio} studio
 * @param {Meaning} meaning
 * @param {number} step
 */
export function numberField(studio, meaning, step) {
  const control = numberControl();
  const field = new Field(studio, control, meaning);
  stepped(control, step, (text) => field.type(text));
  return field;
}

/**
 * A slider with its number: one change a gesture.
 *
 * @param {Studio} studio
 * @param {Meaning} meaning
 * @param {{min: number, max: number, step: number}} range
 */
export function sliderField(studio, meaning, range) {
  const control = numberControl();
  const slider = element("input", { type: "range", ...range, "aria-label": `${meaning.label}, slider` });
  const preview = (/** @type {string} */ text) => {
    if (text.trim() !== "") slider.value = text;
    meaning.preview?.(text);
  };
  const field = new Field(studio, control, { ...meaning, preview }, slider);
  stepped(control, range.step, (text) => field.type(text));
  writesOnceAGesture(slider, field);
  return field;
}

/**
 * @param {HTMLInputElement} slider
 * @param {Field} field
 */
function writesOnceAGesture(slider, field) {
  let waiting = 0;
  let isHeld = false;
  let isKeyDown = false;
  const write = () => {
    clearTimeout(waiting);
    void field.commit();
  };
  slider.addEventListener("pointerdown", () => (isHeld = true));
  slider.addEventListener("input", () => {
    clearTimeout(waiting);
    field.type(slider.value);
  });
  slider.addEventListener("change", () => {
    if (isHeld) write();
    else if (!isKeyDown) waiting = setTimeout(write, SETTLE_MS);
    isHeld = false;
  });
  slider.addEventListener("keydown", () => {
    clearTimeout(waiting);
    isKeyDown = true;
  });
  slider.addEventListener("keyup", () => {
    clearTimeout(waiting);
    isKeyDown = false;
    waiting = setTimeout(write, SETTLE_MS);
  });
  slider.addEventListener("blur", write);
}

function numberControl() {
  return element("input", { type: "text", inputmode: "decimal", autocomplete: "off", class: "number numbers" });
}

/**
 * @param {HTMLInputElement} control
 * @param {number} step
 * @param {(text: string) => void} type
 */
function stepped(control, step, type) {
  control.addEventListener("keydown", (event) => {
    const sign = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const value = Number(control.value);
    if (!sign || !Number.isFinite(value)) return;
    event.preventDefault();
    type(shortNumber(value + sign * step * (event.shiftKey ? 10 : 1)));
  });
}

/**
 * A number as it is shown and written: without digits that only binary fractions have.
 *
 * @param {number} value
 * @param {number} [decimals]
 * @returns {string}
 */
export function shortNumber(value, decimals = 4) {
  return String(Number(value.toFixed(decimals)));
}

/**
 * What is typed as a number, or why it is none; a decimal comma counts as a point.
 *
 * @param {string} text
 * @returns {number | string}
 */
export function numberOf(text) {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !Number.isFinite(value) ? "A number is needed here." : value;
}
