/** The film's own settings, and how to begin: what the inspector shows while no scene is chosen. */

import { element } from "../dom.js";
import { choiceField, longField, numberOf, shortNumber, sliderField, wordsField } from "./controls.js";
import { Group, row } from "./group.js";
import { written } from "./time_group.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Change} Change */
/** @typedef {import("../types.js").Choices} Choices */
/** @typedef {import("./group.js").Part} Part */

/**
 * @param {Studio} studio
 * @param {Choices} choices
 * @returns {Part}
 */
export function filmPanel(studio, choices) {
  const settings = new Group(studio, "The film");
  settings.add(
    titleField(studio), longWords(studio, "look", "Look", "Joined to every prompt."),
    longWords(studio, "avoid", "Avoid", "What no picture should show."),
  );
  const motion = new Group(studio, "Motion and time");
  motion.add(
    number(studio, "zoom", "Zoom of a step", "2", { min: 1.1, max: 4, step: 0.05 }),
    number(studio, "pulse", "Pulse on each beat", "0.2", { min: 0, max: 1, step: 0.05 }),
    row(snapField(studio, choices), offsetField(studio)),
  );
  return {
    element: element("div", { class: "panel film" }, beginning(), settings.element, motion.element),
    update: () => (settings.update(), motion.update()),
  };
}

function beginning() {
  const words = [
    ["Choose a scene", "in the timeline below to change it here."],
    ["Drag it", "to another beat; undo takes back anything."],
    ["Press Space", "to play, ? for all keys."],
  ];
  return element(
    "div", { class: "beginning" },
    element("h2", { text: "No scene is chosen" }),
    element("ul", {}, ...words.map(([what, more]) => element("li", {}, element("strong", { text: what }), ` ${more}`))),
  );
}

/**
 * @param {string} key
 * @param {unknown} value
 * @returns {Change[]}
 */
function set(key, value) {
  return [{ do: "set", path: key, value }];
}

/**
 * @param {Studio} studio
 * @param {string} key
 */
function reset(studio, key) {
  return () => (studio.timing?.written.includes(key) ? set(key, null) : null);
}

/** @param {Studio} studio */
function titleField(studio) {
  return wordsField(studio, {
    label: "Title",
    value: () => studio.timing?.title ?? "",
    changes: (text) => set("title", text.trim() ? text : null),
    does: () => "title",
    resets: reset(studio, "title"),
    instead: "none",
  }, { spellcheck: "true" });
}

/**
 * @param {Studio} studio
 * @param {"look" | "avoid"} key
 * @param {string} label
 * @param {string} hint
 */
function longWords(studio, key, label, hint) {
  return longField(studio, {
    label,
    value: () => studio.timing?.[key] ?? "",
    changes: (text) => set(key, text.trim() ? text : null),
    does: () => key,
    resets: reset(studio, key),
    instead: "none",
    hint,
  }, 3);
}

/**
 * @param {Studio} studio
 * @param {"zoom" | "pulse"} key
 * @param {string} label
 * @param {string} instead
 * @param {{min: number, max: number, step: number}} range
 */
function number(studio, key, label, instead, range) {
  return sliderField(studio, {
    label,
    value: () => shortNumber(studio.timing?.[key] ?? 0),
    changes: (text) => written(numberOf(text), (value) => set(key, value)),
    does: () => `${key} of the film`,
    resets: reset(studio, key),
    instead,
    hint: "Of every scene that has none of its own.",
  }, range);
}

/**
 * @param {Studio} studio
 * @param {Choices} choices
 */
function snapField(studio, choices) {
  return choiceField(studio, {
    label: "Scenes snap to",
    value: () => studio.timing?.snap ?? "",
    changes: (text) => set("snap", text),
    does: () => "snap of the film",
    resets: reset(studio, "snap"),
    instead: "bar",
  }, choices.snaps);
}

/** @param {Studio} studio */
function offsetField(studio) {
  return wordsField(studio, {
    label: "Picture later by",
    value: () => `${shortNumber((studio.timing?.offset ?? 0) * 1000, 3)} ms`,
    changes: (text) => set("offset", /^\s*[-+]?[\d.]+\s*$/.test(text) ? `${text.trim()} ms` : text.trim() || null),
    does: () => "offset",
    resets: reset(studio, "offset"),
    instead: "0 ms",
  }, { class: "numbers" });
}
