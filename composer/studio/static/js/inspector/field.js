/** One field of the inspector: its label, what the file has, what is typed, and what is said of it. */

import { element } from "../dom.js";
import { Note } from "./note.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Change} Change */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

/**
 * @typedef {object} Meaning  What a field stands for.
 * @property {string} label
 * @property {() => string} value  As the file has it, or what follows from the film.
 * @property {(text: string) => Change[] | string} changes  Of what is typed; a text says why it makes no sense.
 * @property {() => string} does  What undo will say that it takes back: `ease of prom`.
 * @property {() => Change[] | null} [resets]  Take the key away; null where it is not written.
 * @property {string} [instead]  What holds then: `as the film has it`.
 * @property {string} [unit]  After the field.
 * @property {string} [hint]  Under it.
 * @property {(text: string) => void} [preview]  Called with what is shown, on each input too.
 */

let count = 0;

/** A name for an element that another one refers to. @returns {string} */
export function freshId() {
  count += 1;
  return `field-${count}`;
}

/** Writes when it is left or Enter is pressed; keeps what is typed when the file changes meanwhile. */
export class Field {
  /**
   * @param {Studio} studio
   * @param {Control} control
   * @param {Meaning} meaning
   * @param {...Node} beside  What stands before the control, such as its slider.
   */
  constructor(studio, control, meaning, ...beside) {
    this._studio = studio;
    this._control = control;
    this._meaning = meaning;
    /** What the file had when the typing began. */
    this._base = "";
    /** What was refused the last time. @type {string | null} */
    this._refused = null;
    this._isDirty = this._isWriting = this._isStale = false;
    /** Something else was to be written while the last was on its way. */
    this._wantsMore = false;
    control.id = freshId();
    this._note = new Note(studio, `${control.id}-note`);
    this._reset = resetButton(meaning.label, meaning.instead ?? "", () => void this._takeAway());
    this.element = this._build(beside);
    control.addEventListener("input", () => this._typed());
    for (const name of ["change", "blur"]) control.addEventListener(name, () => void this.commit());
    control.addEventListener("keydown", (event) => this._pressed(/** @type {KeyboardEvent} */ (event)));
    this.update();
  }

  /** Show what the file has, unless something else is being typed. */
  update() {
    const value = this._meaning.value();
    this._reset.classList.toggle("away", !this._meaning.resets?.());
    if (this._isWriting) return;
    if (!this._isDirty) this._show(value);
    else if (value === this._control.value) this._settle();
    else if (value !== this._base) this._warn(value);
  }

  /**
   * As if it were typed.
   *
   * @param {string} text
   */
  type(text) {
    this._control.value = text;
    this._typed();
  }

  /** Write what is typed. @param {boolean} [insists]  Even over what the file has by now, or once more. */
  async commit(insists = false) {
    const text = this._control.value;
    if (this._isWriting) this._wantsMore = true;
    if (!this._isDirty || this._isWriting) return;
    if (!insists && (this._isStale || text === this._refused)) return;
    const changes = this._meaning.changes(text);
    if (typeof changes === "string") this._refuse(text, changes, "");
    else if (text === this._meaning.value()) this._settle();
    else await this._write(text);
  }

  /** @param {Node[]} beside */
  _build(beside) {
    const { label, hint, unit } = this._meaning;
    this._control.setAttribute("aria-describedby", this._note.element.id);
    return element(
      "div", { class: "field" },
      element("div", { class: "head" }, element("label", { for: this._control.id, text: label }), this._reset),
      element("div", { class: "control" }, ...beside, this._control, unit ? element("span", { class: "unit", text: unit }) : null),
      this._note.element,
      hint ? element("div", { class: "hint", text: hint }) : null,
    );
  }

  _typed() {
    if (!this._isDirty) this._base = this._meaning.value();
    this._isDirty = true;
    this._meaning.preview?.(this._control.value);
  }

  /** @param {KeyboardEvent} event */
  _pressed(event) {
    if (event.isComposing) return;
    const isLong = this._control instanceof HTMLTextAreaElement;
    if (event.key === "Enter" && (!isLong || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.commit(true);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (this._isDirty) this._settle();
      else this._control.blur();
    }
  }

  /** @param {string} text */
  async _write(text) {
    this._isWriting = true;
    this._wantsMore = false;
    const refusal = await this._studio.write(this._meaning.does(), () => {
      const changes = this._meaning.changes(text);
      return typeof changes === "string" ? [] : changes;
    });
    this._isWriting = false;
    if (refusal) {
      this._refuse(text, refusal.message, refusal.hint);
      // What was in the way is known by now: the field says what the file has, and asks.
      if (refusal.status === 409) this.update();
    } else if (this._control.value === text) this._settle();
    else await this._goOn();
  }

  /** Something else was typed meanwhile. */
  async _goOn() {
    this._base = this._meaning.value();
    const goesOn = this._wantsMore;
    this._wantsMore = false;
    if (goesOn) await this.commit();
  }

  async _takeAway() {
    this._settle();
    const refusal = await this._studio.write(this._meaning.does(), () => this._meaning.resets?.() ?? []);
    if (refusal) this._refuse(null, refusal.message, refusal.hint);
    else this._control.focus();
  }

  /** Nothing is typed any more. */
  _settle() {
    this._isDirty = this._isStale = false;
    this._refused = null;
    this._control.removeAttribute("aria-invalid");
    this._note.clear();
    this._show(this._meaning.value());
  }

  /** @param {string} value */
  _show(value) {
    // Setting a value, even the same one, takes the browser's own undo away.
    if (this._control.value !== value) this._control.value = value;
    this._meaning.preview?.(value);
  }

  /**
   * @param {string | null} text
   * @param {string} message
   * @param {string} hint
   */
  _refuse(text, message, hint) {
    this._refused = text;
    this._control.setAttribute("aria-invalid", "true");
    this._note.refuse(message, hint);
  }

  /** @param {string} value */
  _warn(value) {
    this._isStale = true;
    this._note.warn(value, () => this.commit(true), () => this._settle());
  }
}

/**
 * The cross beside a label that takes the written key away.
 *
 * @param {string} label
 * @param {string} instead
 * @param {() => void} run
 */
export function resetButton(label, instead, run) {
  const words = `Reset ${label.toLowerCase()}: ${instead}`;
  return element("button", { type: "button", class: "reset away", text: "×", title: words, "aria-label": words, onclick: run });
}
