/** What the scene shows: its words, its year, its drawing, its seed. */

import { element } from "../dom.js";
import { longField, numberField, numberOf, wordsField } from "./controls.js";
import { freshId } from "./field.js";
import { Group, row } from "./group.js";
import { written } from "./time_group.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Choices} Choices */
/** @typedef {import("./scene_at_hand.js").SceneAtHand} SceneAtHand */

/** Seeds that are easy to say and to type. */
const MOST_SEEDS = 10_000;

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @param {Choices} choices
 * @returns {Group}
 */
export function pictureGroup(studio, scene, choices) {
  const group = new Group(studio, "Picture");
  group.add(promptField(studio, scene), subjectField(studio, scene));
  group.add(row(yearField(studio, scene), captionField(studio, scene)));
  const { field, list } = motifField(studio, scene, choices);
  group.add(field, list, seedRow(studio, scene, group));
  const image = element("p", { class: "own-image" });
  group.add(image);
  return group.follow(() => {
    field.element.classList.toggle("hidden", studio.timing?.painter !== "illustrated" && !scene.has("motif"));
    image.classList.toggle("hidden", scene.now.image === null);
    image.replaceChildren(element("span", { class: "label", text: "Own picture" }), scene.now.image ?? "");
  });
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 */
function promptField(studio, scene) {
  const names = (studio.timing?.cast ?? []).map((name) => `{${name}}`).join(" ");
  return longField(studio, {
    label: "Prompt",
    value: () => scene.now.prompt,
    changes: (text) => [scene.set("prompt", text)],
    does: scene.names("prompt"),
    hint: names && `People of the cast: ${names}`,
  }, 4);
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 */
function subjectField(studio, scene) {
  return longField(studio, {
    label: "Subject",
    value: () => scene.now.subject,
    changes: (text) => [scene.set("subject", text.trim() ? text : null)],
    does: scene.names("subject"),
    resets: scene.reset("subject"),
    instead: "none",
    hint: "Who or what only its first keyframe shows.",
  }, 2);
}

/**
 * A year, or a decade such as 1980s: either takes the other's place.
 *
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 */
function yearField(studio, scene) {
  const away = (/** @type {string} */ key) => (scene.has(key) ? [scene.set(key, null)] : []);
  return wordsField(studio, {
    label: "Year or decade",
    value: () => (scene.now.year === null ? "" : scene.has("decade") ? `${scene.now.year - 5}s` : String(scene.now.year)),
    changes: (text) => {
      const words = text.trim();
      if (!words) return [...away("year"), ...away("decade")];
      if (/^\d{4}s$/.test(words)) return [...away("year"), scene.set("decade", words)];
      return written(numberOf(words), (year) => [...away("decade"), scene.set("year", year)]);
    },
    does: scene.names("year"),
    resets: scene.reset("year", "decade"),
    instead: "none",
  }, { inputmode: "text", class: "numbers" });
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 */
function captionField(studio, scene) {
  return wordsField(studio, {
    label: "Caption",
    value: () => scene.now.caption,
    changes: (text) => [scene.set("caption", text.trim() ? text : null)],
    does: scene.names("caption"),
    resets: scene.reset("caption"),
    instead: "none",
  }, { spellcheck: "true" });
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @param {Choices} choices
 */
function motifField(studio, scene, choices) {
  const list = element("datalist", { id: freshId() }, ...choices.motifs.map(({ name, shows }) => element("option", { value: name, label: shows })));
  const shows = new Map(choices.motifs.map((motif) => [motif.name, motif.shows]));
  const field = wordsField(studio, {
    label: "Motif",
    value: () => scene.now.motif,
    changes: (text) => [scene.set("motif", text.trim() || null)],
    does: scene.names("motif"),
    resets: scene.reset("motif"),
    instead: "chosen by the scene's words",
    hint: `One of the illustrator's ${shows.size} drawings; empty: chosen by the scene's words.`,
  }, { list: list.id, placeholder: "by its words" });
  return { field, list };
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @param {Group} group
 */
function seedRow(studio, scene, group) {
  const field = numberField(studio, {
    label: "Seed",
    value: () => String(scene.now.seed),
    changes: (text) => written(numberOf(text), (value) => [scene.set("seed", value)]),
    does: scene.names("seed"),
    resets: scene.reset("seed"),
    instead: "0",
  }, 1);
  const another = group.button("Another seed", scene.names("seed"), () => [scene.set("seed", otherSeed(scene.now.seed))]);
  const made = element("div", { class: "row seed" }, field.element, another);
  return { element: made, update: () => field.update() };
}

/** @param {number} seed */
function otherSeed(seed) {
  const drawn = 1 + Math.floor(Math.random() * (MOST_SEEDS - 1));
  return drawn === seed ? drawn + 1 : drawn;
}
