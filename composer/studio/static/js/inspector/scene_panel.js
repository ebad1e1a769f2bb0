/** All about one scene. */

import { element } from "../dom.js";
import { icon } from "../svg.js";
import { keyframesGroup } from "./keyframes_group.js";
import { motionGroup } from "./motion_group.js";
import { pictureGroup } from "./picture_group.js";
import { portalGroup } from "./portal_group.js";
import { SceneAtHand } from "./scene_at_hand.js";
import { timeGroup } from "./time_group.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Choices} Choices */
/** @typedef {import("./group.js").Part} Part */
/** @typedef {(number: number) => HTMLElement} Takes  Makes the takes of a scene. */

/**
 * @param {Studio} studio
 * @param {Choices} choices
 * @param {() => void} showPortal
 * @param {Takes | null} takes
 * @returns {Part}
 */
export function scenePanel(studio, choices, showPortal, takes) {
  const scene = new SceneAtHand(studio, studio.selected);
  const parts = [
    head(studio, scene), timeGroup(studio, scene), motionGroup(studio, scene, choices),
    portalGroup(studio, scene, showPortal), pictureGroup(studio, scene, choices), keyframesGroup(studio, scene),
  ];
  if (takes) parts.push(takesGroup(scene, takes));
  return {
    element: element("div", { class: "panel scene" }, ...parts.map((part) => part.element)),
    update: () => parts.forEach((part) => part.update()),
  };
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @returns {Part}
 */
function head(studio, scene) {
  const place = element("span", { class: "place numbers soft" });
  const id = element("h2", {});
  const before = iconButton("Scene before (Page up)", "M10 3 5 8l5 5", () => studio.select(scene.now.number - 1));
  const after = iconButton("Next scene (Page down)", "M6 3l5 5-5 5", () => studio.select(scene.now.number + 1));
  const close = iconButton("Close (Escape)", "M4 4l8 8M12 4l-8 8", () => studio.select(-1));
  const update = () => {
    const { number } = scene.now;
    place.textContent = `${number + 1} of ${studio.scenes.length}`;
    id.textContent = scene.now.id;
    before.disabled = number === 0;
    after.disabled = number >= studio.scenes.length - 1;
  };
  update();
  const made = element("header", { class: "head-of-scene" }, element("div", {}, id, place), before, after, close);
  return { element: made, update };
}

/**
 * @param {string} label
 * @param {string} path
 * @param {() => void} run
 */
function iconButton(label, path, run) {
  return element("button", { type: "button", class: "quiet icon-only", title: label, "aria-label": label, onclick: run }, /** @type {any} */ (icon(path)));
}

/**
 * @param {SceneAtHand} scene
 * @param {Takes} takes
 * @returns {Part}
 */
function takesGroup(scene, takes) {
  const host = element("div", { class: "group takes-host" });
  let shown = -1;
  const update = () => {
    const { number } = scene.now;
    if (number === shown) return;
    shown = number;
    host.replaceChildren(takes(number));
  };
  update();
  return { element: host, update };
}
