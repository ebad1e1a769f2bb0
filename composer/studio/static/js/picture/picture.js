/** The film itself, drawn live in time with the song. */

import { element, place } from "../dom.js";
import { NoWebGL } from "../preview/context.js";
import { ZoomView } from "../preview/zoom_view.js";
import { PortalOverlay } from "./portal_overlay.js";
import { transportOf } from "./transport.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../keys.js").Keys} Keys */

/**
 * Put the picture in its place.
 *
 * @param {Studio} studio
 * @param {Keys} keys
 */
export function mountPicture(studio, keys) {
  const canvas = element("canvas", { class: "film", role: "img", "aria-label": "The film at this moment" });
  const badge = element("span", { class: "badge hidden" });
  const curtain = element("div", { class: "curtain" });
  const frame = element("div", { class: "frame" }, canvas, badge, curtain);
  const box = element("div", { class: "box" }, frame);
  place("picture").append(box, transportOf(studio));
  /** @type {ZoomView} */
  let view;
  try {
    view = new ZoomView(canvas, {
      onChange: () => mark("shown"),
      onError: (error) => studio.notify("bad", error instanceof Error ? error.message : String(error)),
    });
  } catch (error) {
    if (!(error instanceof NoWebGL)) throw error;
    frame.replaceChildren(element("p", { class: "sorry", text: `${error.message}: ${error.hint}.` }));
    return;
  }
  const shown = new ShownFilm(studio, view, badge);
  const overlay = new PortalOverlay(studio, keys, frame, (portals) => shown.bend(portals));
  const wait = () => showWaiting(studio, curtain);
  for (const name of ["film", "pictures"]) studio.addEventListener(name, wait);
  wait();
  const fit = () => {
    fitInto(box, frame, studio.timing?.size ?? [16, 9]);
    shown.draw();
    overlay.draw();
  };
  new ResizeObserver(fit).observe(box);
  studio.addEventListener("film", fit);
  for (const name of ["trial", "pictures"]) studio.addEventListener(name, () => (shown.draw(), overlay.draw()));
  studio.addEventListener("selection", () => overlay.draw());
  studio.player.addEventListener("time", () => (shown.draw(), overlay.draw()));
  studio.player.addEventListener("state", () => (view.setPlaying(studio.player.isPlaying), overlay.draw()));
  Object.assign(window, { longzoomView: view });
}

/**
 * Say what is waited for, while there is nothing to see.
 *
 * @param {Studio} studio
 * @param {HTMLElement} curtain
 */
function showWaiting(studio, curtain) {
  const { film, pictures } = studio;
  const words =
    film?.film && pictures ? "" : film?.phase === "wrong" ? "Nothing to show until the storyboard is mended"
      : film?.film ? "Fetching the pictures …" : film ? "Listening to the song …" : "Opening the storyboard …";
  curtain.classList.toggle("hidden", words === "");
  curtain.classList.toggle("busy", film?.phase !== "wrong");
  if (curtain.textContent !== words) curtain.textContent = words;
}

/** The view kept in step with what the studio knows. */
class ShownFilm {
  /**
   * @param {Studio} studio
   * @param {ZoomView} view
   * @param {HTMLElement} badge
   */
  constructor(studio, view, badge) {
    this._studio = studio;
    this._view = view;
    this._badge = badge;
    /** @type {import("../types.js").Pictures | null} */
    this._pictures = null;
    this._size = "";
    /** Portals that a drag has moved, by the keyframe. @type {Map<number, import("../preview/geometry.js").Similarity>} */
    this._bent = new Map();
  }

  /** @param {Map<number, import("../preview/geometry.js").Similarity>} portals  Empty: all as they are. */
  bend(portals) {
    this._bent = portals;
    this._pictures = null;
    this.draw();
  }

  draw() {
    const { pictures, timing, player } = this._studio;
    if (!pictures || !timing) return;
    if (pictures !== this._pictures || timing.size.join() !== this._size) this._load(pictures, timing.size);
    const depth = this._studio.depthAt(player.time);
    this._view.draw(depth);
    performance.mark("drawn");
    this._label(depth);
  }

  /**
   * @param {import("../types.js").Pictures} pictures
   * @param {[number, number]} size
   */
  _load(pictures, size) {
    const { stack, keyframes } = pictures;
    const nestings = stack.nestings.map((nesting, layer) => {
      const moved = this._bent.get((layer - stack.first + stack.count) % stack.count);
      return moved ? { ...nesting, ...moved } : nesting;
    });
    this._view.setPictures(
      keyframes.map(({ url, digest, name, scene }) => ({ url, digest, name: name.replace(/:.*/, ""), number: scene })),
    );
    this._view.setStack({ ...stack, nestings, canvasSize: stack.canvas, frameSize: size });
    this._pictures = pictures;
    this._size = size.join();
  }

  /** Say what is not yet as it will be. @param {number} depth */
  _label(depth) {
    const { keyframes = [], isSketching = false } = this._studio.pictures ?? {};
    const keyframe = keyframes[Math.min(Math.floor(depth), keyframes.length - 1)];
    const there = keyframes.filter(({ state }) => state !== "missing").length;
    const missing = isSketching ? `sketching: ${there} of ${keyframes.length} are there` : "not drawn yet";
    const words = { painted: "", sketched: "sketch: not painted yet", missing };
    const text = keyframe ? words[keyframe.state] : "";
    if (this._badge.textContent !== text) this._badge.textContent = text;
    this._badge.classList.toggle("hidden", text === "");
  }
}

/**
 * The largest frame of the film's shape in a box.
 *
 * @param {HTMLElement} box
 * @param {HTMLElement} frame
 * @param {[number, number]} size
 */
function fitInto(box, frame, size) {
  const style = getComputedStyle(box);
  const width = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const height = box.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
  const scale = Math.min(width / size[0], height / size[1]);
  if (!(scale > 0)) return;
  frame.style.width = `${Math.floor(size[0] * scale)}px`;
  frame.style.height = `${Math.floor(size[1] * scale)}px`;
}

/** @param {string} name */
function mark(name) {
  performance.mark(name);
}
