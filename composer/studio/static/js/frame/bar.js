/** The bar on top: which film it is, whether all is well with it, and undo and redo. */

import { element, place } from "../dom.js";
import { showHelp } from "./help.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../keys.js").Keys} Keys */

/**
 * Put the bar in its place.
 *
 * @param {Studio} studio
 * @param {Keys} keys
 */
export function mountBar(studio, keys) {
  const title = element("strong", { class: "title" });
  const file = element("span", { class: "soft file" });
  const state = element("span", { class: "state", role: "status" });
  const undo = element("button", { type: "button", onclick: () => void studio.undo(), text: "Undo" });
  const redo = element("button", { type: "button", onclick: () => void studio.redo(), text: "Redo" });
  const help = element("button", { type: "button", onclick: () => showHelp(keys), text: "?", "aria-label": "Keys" });
  place("bar").append(
    element("img", { src: "/static/icon.svg", alt: "", width: 22, height: 22 }),
    title, file, state, element("span", { class: "spring" }), undo, redo, help,
  );
  keys.add(
    { keys: ["mod+z"], group: "Edit", does: "Undo", run: () => void studio.undo() },
    { keys: ["mod+shift+z", "mod+y"], group: "Edit", does: "Redo", run: () => void studio.redo() },
    { keys: ["?"], group: "Help", does: "Show all keys", run: () => showHelp(keys) },
  );

  const show = () => {
    const film = studio.film;
    title.textContent = title.title = film?.film?.title || film?.file || "Longzoom studio";
    file.textContent = film?.film?.title ? film.file : "";
    document.title = film ? `${title.textContent} · Longzoom studio` : "Longzoom studio";
    undo.disabled = !film?.undo;
    redo.disabled = !film?.redo;
    undo.title = film?.undo ? `Undo ${film.undo} (Ctrl+Z)` : "Nothing to undo";
    redo.title = film?.redo ? `Redo ${film.redo} (Ctrl+Shift+Z)` : "Nothing to redo";
    const [kind, text] = stateOf(studio);
    state.className = `state ${kind}`;
    state.textContent = text;
  };
  studio.addEventListener("film", show);
  studio.addEventListener("connection", show);
  show();
}

/**
 * @param {Studio} studio
 * @returns {[string, string]} A class, and words.
 */
function stateOf(studio) {
  const film = studio.film;
  if (!studio.isConnected) return ["bad", film ? "not connected: is the studio still running?" : "connecting …"];
  if (!film || film.phase === "listening") return ["busy", "listening to the song …"];
  const count = film.problems.length;
  if (count) return ["bad", `${count} ${count === 1 ? "problem" : "problems"} in the storyboard`];
  return ["good", "saved"];
}
