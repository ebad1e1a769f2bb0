/** The scene's keyframes, small; one that is chosen is gone to. */

import { element } from "../dom.js";
import { Group } from "./group.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").KeyframePicture} KeyframePicture */
/** @typedef {import("./scene_at_hand.js").SceneAtHand} SceneAtHand */

const STATES = { painted: "painted", sketched: "sketch", missing: "not drawn yet" };

/**
 * @param {Studio} studio
 * @param {SceneAtHand} scene
 * @returns {Group}
 */
export function keyframesGroup(studio, scene) {
  const group = new Group(studio, "Keyframes");
  const strip = element("div", { class: "strip" });
  group.add(strip);
  let shown = "";
  return group.follow(() => {
    const keyframes = (studio.pictures?.keyframes ?? []).filter((each) => each.scene === scene.now.number);
    const [width, height] = studio.timing?.size ?? [16, 9];
    strip.style.setProperty("--shape", `${width} / ${height}`);
    const now = JSON.stringify(keyframes);
    if (now === shown && strip.childElementCount) return;
    shown = now;
    strip.replaceChildren(...keyframes.map((keyframe) => thumbnail(studio, keyframe)));
    if (!keyframes.length) strip.append(element("p", { class: "hint", text: "Nothing is drawn yet." }));
  });
}

/**
 * @param {Studio} studio
 * @param {KeyframePicture} keyframe
 */
function thumbnail(studio, keyframe) {
  const state = STATES[keyframe.state];
  const picture = keyframe.url ? element("img", { src: keyframe.url, alt: "", loading: "lazy" }) : element("span", { class: "blank" });
  return element(
    "button", { type: "button", class: `keyframe ${keyframe.state}`, title: `Go to ${keyframe.name} (${state})`, onclick: () => goTo(studio, keyframe.step) },
    picture, element("span", { class: "name", text: keyframe.name }), element("span", { class: "kind", text: state }),
  );
}

/**
 * Seek to the frame that shows a keyframe whole.
 *
 * @param {Studio} studio
 * @param {number} step
 */
function goTo(studio, step) {
  const { depths, timing, player } = studio;
  if (!timing || !depths.length) return;
  let nearest = 0;
  depths.forEach((depth, frame) => {
    if (Math.abs(depth - step) < Math.abs(depths[nearest] - step)) nearest = frame;
  });
  player.seek(((nearest + 0.5) * timing.fps[1]) / timing.fps[0]);
}
