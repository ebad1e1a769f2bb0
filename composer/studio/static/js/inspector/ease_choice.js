/** The easings as small buttons, each with its own curve. */

import { element } from "../dom.js";
import { easeCurve } from "./curves.js";
import { freshId, resetButton } from "./field.js";

/** @typedef {import("../types.js").Choices} Choices */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./group.js").Part} Part */
/** @typedef {import("./scene_at_hand.js").SceneAtHand} SceneAtHand */

/**
 * @param {SceneAtHand} scene
 * @param {Group} group  Writes, and tells refusals.
 * @param {Choices} choices
 * @returns {Part}
 */
export function easeChoice(scene, group, choices) {
  const reset = scene.reset("ease");
  const write = (/** @type {() => import("../types.js").Change[]} */ changes) =>
    void group.write(`ease of ${scene.now.id}`, changes);
  const cross = resetButton("ease", "glide", () => write(() => reset() ?? []));
  const buttons = choices.eases.map(({ name, meaning, curve }) =>
    element(
      "button", { type: "button", class: "ease", title: meaning, "data-ease": name, onclick: () => write(() => [scene.set("ease", name)]) },
      /** @type {any} */ (easeCurve(curve)), element("span", { text: name }),
    ),
  );
  const id = freshId();
  const made = element(
    "div", { class: "field", role: "group", "aria-labelledby": id },
    element("div", { class: "head" }, element("span", { class: "label", id, text: "Ease" }), cross),
    element("div", { class: "eases" }, ...buttons),
  );
  const update = () => {
    cross.classList.toggle("away", !reset());
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.ease === scene.now.ease));
  };
  update();
  return { element: made, update };
}
