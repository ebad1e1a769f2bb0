/** When the scene arrives, and what that comes to. */

import { element } from "../dom.js";
import { clock } from "../numbers.js";
import { numberField, numberOf, shortNumber, wordsField } from "./controls.js";
import { Group } from "./group.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./scene_at_hand.js").SceneAtHand} SceneAtHand */

/** Nearer to a beat than this is on it, in seconds. */
const ON_BEAT = 0.01;

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @returns {Group}
 */
export function timeGroup(studio, scene) {
  const group = new Group(studio, "Time");
  const weight = weightField(studio, scene);
  group.add(cueField(studio, scene), weight, nudges(studio, scene, group));
  group.follow(() => weight.element.classList.toggle("hidden", scene.now.timing.kind !== "flexible"));
  return group.add(outcome(studio, scene));
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 */
function cueField(studio, scene) {
  const retimed = (/** @type {string | null} */ timing) => [{ do: "time", scene: scene.now.number, timing }];
  return wordsField(studio, {
    label: "Cue or length",
    value: () => scene.now.timing.text ?? "",
    changes: (text) => retimed(text.trim() || null),
    does: scene.names("time"),
    resets: () => (scene.now.timing.kind === "flexible" ? null : retimed(null)),
    instead: "shares the time that is left",
    hint: "bar 9, beat 33, 1:02.5, section 3, B 2, or a length: 8 bars. Empty: shares what is left.",
  }, { placeholder: "flexible" });
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 */
function weightField(studio, scene) {
  return numberField(studio, {
    label: "Weight",
    value: () => shortNumber(scene.now.weight),
    changes: (text) => written(numberOf(text), (value) => [scene.set("weight", value)]),
    does: scene.names("weight"),
    resets: scene.reset("weight"),
    instead: "1",
    hint: "Its share of the time that is left, beside the other flexible scenes.",
  }, 0.5);
}

/**
 * Changes of a number, or why there is none.
 *
 * @param {number | string} value
 * @param {(value: number) => import("../types.js").Change[]} changes
 */
export function written(value, changes) {
  return typeof value === "string" ? value : changes(value);
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @param {Group} group
 */
function nudges(studio, scene, group) {
  const arrive = (/** @type {number | undefined} */ seconds) => [
    { do: "arrive", scene: scene.now.number, seconds: seconds ?? scene.now.arrival, gesture: "roll" },
  ];
  const moves = scene.names("move the arrival");
  const earlier = group.button("−1 beat", moves, () => arrive(beatBefore(studio, scene.now.arrival)));
  const later = group.button("+1 beat", moves, () => arrive(beatAfter(studio, scene.now.arrival)));
  const here = group.button("To the playhead", moves, () => arrive(studio.player.time));
  group.follow(() => {
    const isFirst = scene.now.number === 0;
    earlier.disabled = isFirst || beatBefore(studio, scene.now.arrival) === undefined;
    later.disabled = isFirst || beatAfter(studio, scene.now.arrival) === undefined;
    here.disabled = isFirst;
    const reason = isFirst ? "The first scene arrives when the film begins" : "Only this arrival moves";
    for (const each of [earlier, later, here]) each.title = reason;
  });
  return element("div", { class: "buttons" }, earlier, later, here);
}

/**
 * @param {Studio} studio
 * @param {number} seconds
 */
function beatBefore(studio, seconds) {
  return studio.song?.beats.filter((beat) => beat < seconds - ON_BEAT).at(-1);
}

/**
 * @param {Studio} studio
 * @param {number} seconds
 */
function beatAfter(studio, seconds) {
  return studio.song?.beats.find((beat) => beat > seconds + ON_BEAT);
}

/**
 * What the timing comes to, in numbers.
 *
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 */
function outcome(studio, scene) {
  const list = element("dl", { class: "outcome numbers" });
  const shown = new Map(["Arrives", "On", "Frame", "Off the cue by", "Lasts"].map((name) => [name, element("dd", {})]));
  for (const [name, value] of shown) list.append(element("div", {}, element("dt", { text: name }), value));
  const update = () => {
    const now = scene.now;
    const length = now.end - now.start;
    const bars = barsOf(studio, length);
    const words = [
      clock(now.arrival),
      now.bar === null ? "no beat" : `bar ${now.bar}, beat ${shortNumber(now.beat ?? 1, 2)}`,
      `${now.arrivalFrame}`,
      `${now.errorMs.toFixed(1)} ms`,
      `${length.toFixed(2)} s${bars === null ? "" : `, ${shortNumber(bars, 2)} ${bars === 1 ? "bar" : "bars"}`}`,
    ];
    [...shown.values()].forEach((value, place) => (value.textContent = words[place]));
  };
  update();
  return { element: list, update };
}

/**
 * How many bars a stretch has at the song's tempo; null in a silent film.
 *
 * @param {Studio} studio
 * @param {number} seconds
 */
function barsOf(studio, seconds) {
  const song = studio.song;
  return song?.beats.length && song.tempo ? (seconds * song.tempo) / 60 / song.meter : null;
}
