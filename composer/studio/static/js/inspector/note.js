/** What is said under a field: why something was refused, or that the file has it otherwise by now. */

import { element } from "../dom.js";

/** @typedef {import("../studio.js").Studio} Studio */

/** A place for words under a field, empty until there are some. */
export class Note {
  /**
   * @param {Studio} studio
   * @param {string} id
   */
  constructor(studio, id) {
    this._studio = studio;
    this.element = element("div", { class: "note hidden", id });
  }

  /**
   * @param {string} message
   * @param {string} hint
   */
  refuse(message, hint) {
    const words = [element("span", { text: this._plainly(message) })];
    if (hint) words.push(element("span", { class: "hint", text: hint }));
    this._say("note", words);
    this.element.setAttribute("role", "alert");
  }

  /**
   * What is typed stays, but the file has something else by now.
   *
   * @param {string} value
   * @param {() => unknown} keep
   * @param {() => unknown} take
   */
  warn(value, keep, take) {
    const words = value ? "Changed in the file meanwhile, to " : "Taken out of the file meanwhile.";
    this._say("note stale", [
      element("span", {}, words, value ? element("q", { text: value }) : null),
      element("span", { class: "answers" }, answer("Keep mine", keep), answer("Take the file's", take)),
    ]);
    this.element.setAttribute("role", "status");
  }

  clear() {
    this._say("note hidden", []);
    this.element.removeAttribute("role");
  }

  /**
   * @param {string} name
   * @param {Node[]} words
   */
  _say(name, words) {
    this.element.className = name;
    this.element.replaceChildren(...words);
  }

  /** Without the place in the file where it is the chosen scene's; another scene is called by its id. @param {string} message */
  _plainly(message) {
    const found = /^(?:scenes\[(\d+)\]\.)?[a-z]+(?:\.[a-z]+|\[\d+\])*: /.exec(message);
    if (!found) return message;
    const number = found[1] === undefined ? this._studio.selected : Number(found[1]);
    const other = number === this._studio.selected ? null : this._studio.scenes[number];
    return (other ? `${other.id}: ` : "") + message.slice(found[0].length);
  }
}

/**
 * @param {string} text
 * @param {() => unknown} run
 */
function answer(text, run) {
  return element("button", { type: "button", text, onclick: () => void run() });
}
