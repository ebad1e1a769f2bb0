/** How the camera moves through the scene. */

import { element } from "../dom.js";
import { numberField, numberOf, shortNumber, sliderField } from "./controls.js";
import { SceneCurve } from "./curves.js";
import { easeChoice } from "./ease_choice.js";
import { Group, row } from "./group.js";
import { written } from "./time_group.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Choices} Choices */
/** @typedef {import("./scene_at_hand.js").SceneAtHand} SceneAtHand */

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @param {Choices} choices
 * @returns {Group}
 */
export function motionGroup(studio, scene, choices) {
  const group = new Group(studio, "Motion");
  const inAll = element("output", { class: "numbers in-all" });
  const typed = { steps: 0, zoom: 0 };
  const show = () => (inAll.textContent = `${shortNumber(typed.zoom ** typed.steps, 2)}×`);
  const preview = (/** @type {"steps" | "zoom"} */ key) => (/** @type {string} */ text) => {
    const value = numberOf(text);
    if (typeof value === "number") typed[key] = value;
    show();
  };
  const total = element("div", { class: "field" }, element("div", { class: "head" }, element("span", { class: "label", text: "In all" })), inAll);
  group.add(
    row(stepsField(studio, scene, preview("steps")), { element: total, update: show }),
    zoomField(studio, scene, preview("zoom")),
    easeChoice(scene, group, choices),
    pulseField(studio, scene),
  );
  const curve = new SceneCurve(studio);
  group.add(element("div", { class: "as-it-plays" }, /** @type {any} */ (curve.element), element("span", { class: "hint", text: "As it plays: speed, depth and the beats" })));
  return group.follow(() => curve.draw(scene.now));
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @param {(text: string) => void} preview
 */
function stepsField(studio, scene, preview) {
  return numberField(studio, {
    label: "Steps",
    value: () => String(scene.now.steps),
    changes: (text) => written(numberOf(text), (value) => [scene.set("steps", value)]),
    does: scene.names("steps"),
    resets: scene.reset("steps"),
    instead: "as scenes have them",
    preview,
  }, 1);
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @param {(text: string) => void} preview
 */
function zoomField(studio, scene, preview) {
  return sliderField(studio, {
    label: "Zoom of a step",
    value: () => shortNumber(scene.now.zoom),
    changes: (text) => written(numberOf(text), (value) => [scene.set("zoom", value)]),
    does: scene.names("zoom"),
    resets: scene.reset("zoom"),
    instead: "as the film has it",
    preview,
  }, { min: 1.1, max: 4, step: 0.05 });
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 */
function pulseField(studio, scene) {
  return sliderField(studio, {
    label: "Pulse on each beat",
    value: () => shortNumber(scene.now.pulse),
    changes: (text) => written(numberOf(text), (value) => [scene.set("pulse", value)]),
    does: scene.names("pulse"),
    resets: scene.reset("pulse"),
    instead: "as the film has it",
  }, { min: 0, max: 1, step: 0.05 });
}
