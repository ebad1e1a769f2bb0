/** What the page says: that something was refused, or done; and what is wrong with the storyboard, at its lines. */

import { element, place } from "../dom.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Problem} Problem */

/** Good news goes by itself. */
const GOOD_MS = 6000;

/**
 * Show notices and problems above the picture.
 *
 * @param {Studio} studio
 */
export function mountNotices(studio) {
  const problems = element("div", { class: "problems" });
  const notices = element("div", { class: "passing" });
  place("notices").append(problems, notices);
  let told = "";
  /** @type {string | null | undefined} */
  let done = null;
  studio.addEventListener("film", () => {
    const { film } = studio;
    // Said anew only where they are others: a reader of the screen says them again each time.
    const now = JSON.stringify([film?.problems, !film?.film]);
    if (now !== told) problems.replaceChildren(...problemsOf(studio));
    // What was refused is of the past once something else is wrong, or something was done.
    if (now !== told || (film?.undo && film.undo !== done)) notices.replaceChildren();
    [told, done] = [now, film?.undo];
  });
  studio.addEventListener("notice", (event) => {
    const { kind, message, hint } = /** @type {CustomEvent} */ (event).detail;
    const shown = noticeOf(kind, message, hint);
    notices.replaceChildren(shown);
    if (kind !== "bad") setTimeout(() => shown.remove(), GOOD_MS);
  });
}

/**
 * @param {string} kind
 * @param {string} message
 * @param {string} hint
 */
function noticeOf(kind, message, hint) {
  const shown = element(
    "div", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : null },
    element("div", {}, element("span", { text: message }), hint ? element("div", { class: "hint", text: hint }) : null),
    element("span", { class: "spring" }),
    element("button", { type: "button", class: "quiet", text: "Dismiss", onclick: () => shown.remove() }),
  );
  return shown;
}

/** @param {Studio} studio */
function problemsOf(studio) {
  const film = studio.film;
  if (!film?.problems.length) return [];
  const going = film.film ? " What plays is the film as it was before." : "";
  const words = `${film.file} cannot be filmed as it is now.${going}`;
  return [
    element(
      "div", { class: "notice bad", role: "alert" },
      element("div", {}, element("strong", { text: words }), element("ol", {}, ...film.problems.map(problemOf))),
    ),
  ];
}

/** @param {Problem} problem */
function problemOf(problem) {
  const caret = `${" ".repeat(Math.max(problem.column - 1, 0))}^`;
  return element(
    "li", {},
    element("span", { class: "numbers soft", text: `${problem.file}:${problem.line}:${problem.column} ` }),
    element("span", { text: problem.path ? `${problem.path}: ${problem.message}` : problem.message }),
    problem.hint ? element("span", { class: "hint", text: ` ${problem.hint}` }) : null,
    problem.text.trim() ? element("pre", { text: `${problem.text}\n${caret}` }) : null,
  );
}
