/** The plan of a job, before it starts. */

import { Refusal } from "../api.js";
import { element } from "../dom.js";
import { counted, encoderName } from "./words.js";

/** @typedef {import("./types.js").Cost} Cost */
/** @typedef {import("./types.js").Ask} Ask */

/** Asks for the cost of what would be started, and shows the newest answer. */
export class CostView {
  /** @param {import("./jobs.js").Jobs} jobs */
  constructor(jobs) {
    this._jobs = jobs;
    this.element = element("div", { class: "cost", "aria-live": "polite" });
    this._asked = 0;
  }

  /**
   * @param {Ask} ask
   * @returns {Promise<Cost | null | undefined>} Null where it cannot be made, undefined where another one was asked
   *   for meanwhile.
   */
  async show(ask) {
    const number = ++this._asked;
    this.element.setAttribute("aria-busy", "true");
    try {
      const cost = await this._jobs.cost(ask);
      if (number !== this._asked) return undefined;
      this.element.replaceChildren(...rows(cost));
      return cost;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (number !== this._asked) return undefined;
      this.element.replaceChildren(refusal(error));
      return null;
    } finally {
      if (number === this._asked) this.element.removeAttribute("aria-busy");
    }
  }
}

/**
 * What was refused, in words.
 *
 * @param {{message: string, hint: string}} error
 * @returns {HTMLElement}
 */
export function refusal(error) {
  return element(
    "div",
    { class: "refusal", role: "alert" },
    element("strong", { text: error.message }),
    error.hint ? element("div", { class: "soft", text: error.hint }) : null,
  );
}

/** @param {Cost} cost */
function rows(cost) {
  const found = [];
  if (cost.takes) found.push(row("Takes", takesInWords(cost.takes)));
  found.push(row(cost.takes ? "Inside" : "Paint", paintInWords(cost), ...cost.toPaint.map(reason)));
  if (cost.takes && cost.toPaint.length === 0) found.pop();
  if (cost.pinned.length > 0) found.push(row("Pinned", cost.pinned.join(", ")));
  if (cost.film) found.push(...filmRows(cost.film));
  return found;
}

/** @param {import("./types.js").FilmCost} film */
function filmRows(film) {
  const shape = `${film.size[0]} × ${film.size[1]}, ${film.fps} frames a second, ${encoderName(film.encoder)}`;
  const filmed = film.toFilm
    ? `${film.toFilm} of ${counted(film.frames, "frame")}`
    : `nothing: all ${counted(film.frames, "frame")} are kept`;
  const replaced = film.replaces ? "replaces the film of that name" : "";
  return [
    row("Film", filmed, element("div", { class: "soft", text: shape })),
    row("Write", film.name, replaced ? element("div", { class: "replaces", text: replaced }) : null, path(film.folder)),
  ];
}

/** @param {string} folder */
function path(folder) {
  return element("div", { class: "path soft", text: folder, title: folder });
}

/** @param {Cost} cost */
function paintInWords(cost) {
  const count = cost.toPaint.reduce((sum, group) => sum + group.count, 0);
  if (count === 0) return `nothing: all ${counted(cost.keyframes, "keyframe")} are kept`;
  return `${count} of ${counted(cost.keyframes, "keyframe")}`;
}

/** @param {{asked: number, missing: number}} takes */
function takesInWords({ asked, missing }) {
  if (missing === 0) return asked === 1 ? "is painted already" : `all ${asked} are painted already`;
  const there = asked - missing;
  return there === 0 ? `${missing} to paint` : `${missing} to paint, ${there} ${there === 1 ? "is" : "are"} painted already`;
}

/** @param {{scene: string, count: number, why: string}} group */
function reason(group) {
  return element(
    "div",
    { class: "reason" },
    element("span", { text: group.scene }),
    element("span", { class: "numbers", text: String(group.count) }),
    element("span", { class: "soft", text: group.why }),
  );
}

/**
 * @param {string} name
 * @param {string} words
 * @param {...(HTMLElement | null)} more
 */
function row(name, words, ...more) {
  return element(
    "div",
    { class: "row" },
    element("div", { class: "name", text: name }),
    element("div", {}, element("div", { text: words }), ...more),
  );
}
