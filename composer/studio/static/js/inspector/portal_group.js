/** Where the next scene opens, in numbers; the same that is dragged in the picture. */

import { element } from "../dom.js";
import { numberField, numberOf, shortNumber } from "./controls.js";
import { Group, row } from "./group.js";
import { written } from "./time_group.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./scene_at_hand.js").SceneAtHand} SceneAtHand */

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @param {() => void} show  Goes to the portal in the picture.
 * @returns {Group}
 */
export function portalGroup(studio, scene, show) {
  const group = new Group(studio, "Portal");
  const reset = scene.reset("portal");
  const own = group.button("The painter's own", scene.names("portal"), () => reset() ?? [], {
    title: "Take the portal's place and turn away; the painter chooses them",
  });
  const look = element("button", { type: "button", text: "Show in the picture", title: "P", onclick: show });
  group.add(row(placeField(studio, scene, 0), placeField(studio, scene, 1), turnField(studio, scene)));
  group.add(element("div", { class: "buttons" }, look, own));
  const nothing = element("p", { class: "hint", text: "No other scene opens in this one." });
  group.add(nothing);
  return group.follow(() => {
    const isLast = scene.now.steps === 0;
    nothing.classList.toggle("hidden", !isLast);
    own.disabled = !reset();
    look.disabled = isLast || !portalOf(studio, scene);
  });
}

/**
 * The portal as it is drawn, or as it is written where nothing is drawn yet.
 *
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @returns {{at: [number, number], turn: number} | null}
 */
function portalOf(studio, scene) {
  const { portal, number } = scene.now;
  const drawn = studio.pictures?.portals[number];
  const at = portal.at ?? drawn?.at;
  const turn = portal.turn ?? drawn?.turn;
  return at && turn !== undefined ? { at, turn } : null;
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @param {0 | 1} axis
 */
function placeField(studio, scene, axis) {
  const label = ["Across", "Down"][axis];
  return numberField(studio, {
    label,
    value: () => {
      const portal = portalOf(studio, scene);
      return portal ? shortNumber(portal.at[axis] * 100, 2) : "";
    },
    changes: (text) => written(numberOf(text), (value) => {
      const at = [...(portalOf(studio, scene)?.at ?? [0.5, 0.5])];
      at[axis] = Number(shortNumber(value / 100));
      return [scene.set("portal.at", at.map((each) => Number(shortNumber(each))))];
    }),
    does: scene.names("place of the portal"),
    resets: scene.reset("portal.at"),
    instead: "the painter's own place",
    unit: "%",
  }, 1);
}

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 */
function turnField(studio, scene) {
  return numberField(studio, {
    label: "Turn",
    value: () => {
      const portal = portalOf(studio, scene);
      return portal ? shortNumber(portal.turn, 2) : "";
    },
    changes: (text) => written(numberOf(text), (value) => [scene.set("portal.turn", `${shortNumber(value, 2)} deg`)]),
    does: scene.names("turn of the portal"),
    resets: scene.reset("portal.turn"),
    instead: "the painter's own turn",
    unit: "°",
  }, 1);
}
