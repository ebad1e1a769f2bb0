/** A titled group of the inspector: fields, buttons and a place for what they are refused. */

import { element } from "../dom.js";
import { freshId } from "./field.js";
import { Note } from "./note.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Change} Change */
/** @typedef {{element: HTMLElement, update: () => void}} Part  What follows the film. */

/** Keeps its parts up to date. @implements {Part} */
export class Group {
  /**
   * @param {Studio} studio
   * @param {string} title
   */
  constructor(studio, title) {
    this._studio = studio;
    const id = freshId();
    this._note = new Note(studio, `${id}-note`);
    this.body = element("div", { class: "body" });
    this.element = element(
      "section", { class: "group", "aria-labelledby": id }, element("h3", { id, text: title }), this.body, this._note.element,
    );
    /** @type {(() => void)[]} */
    this._updates = [];
  }

  /**
   * @param {...(Part | Node)} parts
   * @returns {this}
   */
  add(...parts) {
    for (const part of parts) {
      if (part instanceof Node) this.body.append(part);
      else {
        this.body.append(part.element);
        this._updates.push(() => part.update());
      }
    }
    return this;
  }

  /**
   * What is to be done with each new film, and now.
   *
   * @param {() => void} update
   * @returns {this}
   */
  follow(update) {
    this._updates.push(update);
    update();
    return this;
  }

  update() {
    for (const update of this._updates) update();
  }

  /**
   * A button that writes changes; a refusal is told in this group.
   *
   * @param {string} text
   * @param {() => string} does
   * @param {() => Change[]} changes
   * @param {Record<string, unknown>} [settings]
   */
  button(text, does, changes, settings = {}) {
    return element("button", { type: "button", text, onclick: () => void this.write(does(), changes), ...settings });
  }

  /**
   * @param {string} label
   * @param {() => Change[]} changes
   */
  async write(label, changes) {
    const refusal = await this._studio.write(label, changes);
    if (refusal) this._note.refuse(refusal.message, refusal.hint);
    else this._note.clear();
  }
}

/**
 * Fields side by side.
 *
 * @param {...Part} parts
 * @returns {Part}
 */
export function row(...parts) {
  return {
    element: element("div", { class: "row" }, ...parts.map((part) => part.element)),
    update: () => parts.forEach((part) => part.update()),
  };
}
