/** The whole song in one strip: its scenes and its loudness, and the window that is seen, to be dragged. */

import { clamp } from "../numbers.js";
import { sceneHue } from "./scene_words.js";
import { Surface, pageColours } from "./surface.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./viewport.js").Viewport} Viewport */
/** @typedef {import("./surface.js").Colours} Colours */

const HEIGHT = 26;
const SCENES = 5;

/** Draws itself when told; a drag scrolls the timeline, a click brings the place into the middle. */
export class Minimap {
  /**
   * @param {Studio} studio
   * @param {Viewport} viewport
   */
  constructor(studio, viewport) {
    this._studio = studio;
    this._viewport = viewport;
    this._surface = new Surface("tl-minimap");
    this.canvas = this._surface.canvas;
    /** Pixels between the window's left edge and the pointer that drags it. @type {number | null} */
    this._grip = null;
    this.canvas.addEventListener("pointerdown", (event) => this._down(event));
    this.canvas.addEventListener("pointermove", (event) => this._moved(event));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => (this._grip = null));
  }

  draw() {
    const { view } = this._viewport.scale;
    const colours = pageColours();
    const context = this._surface.begin(view, HEIGHT);
    this._drawPeaks(context, colours, view);
    this._drawScenes(context);
    this._drawWindow(context, colours, view);
  }

  /** Where the playhead is. @param {number} time */
  xOf(time) {
    const { view, duration } = this._viewport.scale;
    return (time / duration) * view;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Colours} colours
   * @param {number} view
   */
  _drawPeaks(context, colours, view) {
    const values = this._studio.song?.peaks.values ?? [];
    const tall = HEIGHT - SCENES - 4;
    context.fillStyle = colours.wave;
    if (!this._studio.song?.url) context.fillRect(0, (HEIGHT - SCENES) / 2, view, 1);
    for (let x = 0; x < view && this._studio.song?.url; x++) {
      const high = Math.max(largest(values, x / view, (x + 1) / view) * tall, 1);
      context.fillRect(x, (HEIGHT - SCENES - high) / 2, 1, high);
    }
  }

  /** @param {CanvasRenderingContext2D} context */
  _drawScenes(context) {
    for (const scene of this._studio.scenes) {
      const [left, right] = [this.xOf(scene.arrival), this.xOf(scene.end)];
      context.fillStyle = `hsl(${sceneHue(scene.number)} 55% 58%)`;
      context.globalAlpha = scene.number === this._studio.selected ? 1 : 0.65;
      context.fillRect(left, HEIGHT - SCENES, Math.max(right - left - 1, 1), SCENES - 1);
    }
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Colours} colours
   * @param {number} view
   */
  _drawWindow(context, colours, view) {
    const { from, to, isFit } = this._viewport.scale;
    if (isFit) return;
    const [left, right] = [this.xOf(from), this.xOf(to)];
    context.globalAlpha = 0.62;
    context.fillStyle = colours.ground;
    context.fillRect(0, 0, left, HEIGHT);
    context.fillRect(right, 0, view - right, HEIGHT);
    context.globalAlpha = 1;
    context.strokeStyle = colours.accent;
    context.strokeRect(left + 0.5, 0.5, Math.max(right - left - 1, 3), HEIGHT - 1);
  }

  /** @param {PointerEvent} event */
  _down(event) {
    const { scale } = this._viewport;
    if (event.button !== 0 || scale.isFit) return;
    const [left, right] = [this.xOf(scale.from), this.xOf(scale.to)];
    const x = event.offsetX;
    this._grip = x >= left && x <= right ? x - left : (right - left) / 2;
    this.canvas.setPointerCapture(event.pointerId);
    this._moved(event);
  }

  /** @param {PointerEvent} event */
  _moved(event) {
    if (this._grip === null) return;
    const { view, width } = this._viewport.scale;
    this._viewport.scrollTo((clamp(event.offsetX - this._grip, 0, view) / view) * width);
  }
}

/**
 * @param {number[]} values
 * @param {number} from  Part of the whole.
 * @param {number} to
 */
function largest(values, from, to) {
  const first = Math.floor(from * values.length);
  const last = Math.max(Math.ceil(to * values.length), first + 1);
  let most = 0;
  for (let index = first; index < last && index < values.length; index++) most = Math.max(most, values[index]);
  return most;
}
