// The film's frame on a canvas, at any depth, from the keyframes that are there.

import { contextOf, pixelsOf, waitFor } from "./context.js";
import { Drawing } from "./drawing.js";
import { Layering, keyframeOf, keyframesAhead, stackDepth } from "./layering.js";
import { Pace } from "./pace.js";
import { fullSize, scaled } from "./sizes.js";
import { Textures } from "./textures.js";

/**
 * @typedef {import("./layering.js").Size} Size
 * @typedef {import("./layering.js").Stack & {canvasSize: Size, frameSize: Size}} FilmStack
 * @typedef {import("./textures.js").Picture} Picture
 * @typedef {import("./drawing.js").Quality} Quality
 *
 * @typedef {object} Shown What the last frame was.
 * @property {number} missing Keyframes in it whose picture is on its way.
 * @property {Quality} quality
 * @property {Size} size Pixels that were drawn.
 */

/** Milliseconds after which a frame that stands still is drawn as well as may be. */
const STILL = 150;
/** Milliseconds that a still frame may take to be drawn exactly; a slower machine is content with fine. */
const PATIENCE = 400;
/** Slow ones until that is known: the first one waits for its program to be compiled. */
const STILLS = 3;

/** Draws the film; the page's style gives the canvas its size, and this its pixels. */
export class ZoomView {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{onChange?: () => void, onError?: (error: unknown) => void, budget?: number}} [options] `onChange` is
   *   called when another picture is there and has been drawn, `onError` when one cannot be had; `budget` of the
   *   textures in bytes.
   * @throws {import("./context.js").NoWebGL}
   */
  constructor(canvas, { onChange = () => {}, onError = () => {}, budget } = {}) {
    this.canvas = canvas;
    this._options = { onChange: () => this._arrived(onChange), onError, budget };
    /** @type {FilmStack | null} */
    this._stack = null;
    /** @type {Layering | null} */
    this._layering = null;
    /** @type {readonly Picture[]} */
    this._pictures = [];
    /** @type {Quality | "auto"} */
    this._quality = "auto";
    this._pace = new Pace();
    this._playing = false;
    this._depth = 0;
    this._direction = 1;
    this._lastFrame = 0;
    this._still = 0;
    this._redrawing = 0;
    this._slowStills = 0;
    /** @type {Shown} */
    this.shown = { missing: 0, quality: "fast", size: [0, 0] };
    this._gl = contextOf(canvas);
    this._drawing = new Drawing(this._gl);
    this._textures = new Textures(this._gl, this._options);
    canvas.addEventListener("webglcontextlost", (event) => this._lose(event));
    canvas.addEventListener("webglcontextrestored", () => this._restore());
  }

  /** The depth that was drawn last. */
  get depth() {
    return this._depth;
  }

  /** Bytes of GPU memory that the keyframes take, and fetches under way. */
  get load() {
    return { bytes: this._textures.bytes, fetching: this._textures.fetching };
  }

  /**
   * How the film's keyframes hold one another.
   * @param {FilmStack} stack
   */
  setStack(stack) {
    this._stack = stack;
    this._layering = new Layering(stack.nestings, { frame: stack.frameSize, canvas: stack.canvasSize });
    this._textures.setPictures(this._pictures, this._layering.aspect);
  }

  /**
   * The keyframes of the film, the outermost first; one without a picture shows its scene's name.
   * @param {readonly Picture[]} pictures
   */
  setPictures(pictures) {
    this._pictures = pictures;
    this._textures.setPictures(pictures, this._layering?.aspect ?? 16 / 9);
  }

  /**
   * How to draw; `auto` is as fine as stays fluid while it plays, and exact when it stands still.
   * @param {Quality | "auto"} quality
   */
  setQuality(quality) {
    this._quality = quality;
  }

  /**
   * Whether the film plays: then `draw` is called for every frame of the screen, and its pace is measured.
   * @param {boolean} playing
   */
  setPlaying(playing) {
    this._playing = playing;
    this._lastFrame = 0;
    this._pace.rest();
    if (!playing) this._settleLater();
  }

  /**
   * Draw the frame at a depth of the film.
   * @param {number} depth
   */
  draw(depth) {
    this._turn(depth);
    if (this._playing) this._measure();
    const { quality, scale } = this._quality === "auto" ? this._pace.rung : { quality: this._quality, scale: 1 };
    this._draw(quality, this._playing ? scale : 1);
    if (!this._playing) this._settleLater();
  }

  /**
   * The pixels of the frame that was drawn just before: once the page is shown, they are gone.
   * @returns {{width: number, height: number, pixels: Uint8Array}} RGBA, the uppermost row first.
   */
  read() {
    return pixelsOf(this._gl, this.shown.size);
  }

  /**
   * Texture reads of the last frame for each of its pixels, on average.
   * @returns {number}
   */
  countReads() {
    this._drawAt(this.shown.quality, this.shown.size, true);
    const { pixels } = this.read();
    let reads = 0;
    for (let i = 0; i < pixels.length; i += 4) reads += 256 * pixels[i] + pixels[i + 1];
    return (4 * reads) / pixels.length;
  }

  /** Give the GPU's memory back; the view draws no more. */
  close() {
    clearTimeout(this._still);
    cancelAnimationFrame(this._redrawing);
    this._stack = null;
    this._textures.close();
  }

  /**
   * Where the camera is, and which way it flies; around a loop the shorter way.
   * @param {number} depth
   */
  _turn(depth) {
    const { isRing = false, count = 1, nestings = [] } = this._stack ?? {};
    const inside = isRing ? depth : Math.min(Math.max(depth, 0), nestings.length);
    const moved = inside - this._depth;
    if (moved !== 0) this._direction = isRing && Math.abs(moved) > count / 2 ? -Math.sign(moved) : Math.sign(moved);
    this._depth = inside;
  }

  _measure() {
    const now = performance.now();
    if (this._lastFrame > 0 && this._quality === "auto") this._pace.took(now - this._lastFrame);
    this._lastFrame = now;
  }

  /**
   * @param {Quality} quality
   * @param {number} scale
   */
  _draw(quality, scale) {
    if (this._stack === null) return;
    const size = scaled(fullSize(this.canvas, this._stack.frameSize), scale);
    if (this.canvas.width !== size[0] || this.canvas.height !== size[1]) {
      [this.canvas.width, this.canvas.height] = size;
    }
    this._drawAt(quality, size, false);
  }

  /**
   * @param {Quality} quality
   * @param {Size} size
   * @param {boolean} counting
   */
  _drawAt(quality, size, counting) {
    const { _stack: stack, _layering: layering } = this;
    if (stack === null || layering === null || this._gl.isContextLost()) return;
    const layers = layering.visible(stackDepth(stack, this._depth));
    const keyframes = layers.map((layer) => keyframeOf(stack, layer.keyframe));
    const ahead = keyframesAhead(stack, { depth: this._depth, direction: this._direction });
    const { textures, missing } = this._textures.take(keyframes, ahead);
    const drawn = layers.map((layer, index) => ({ ...layer, texture: textures[index] }));
    this._drawing.draw({ layers: drawn, size, aspect: layering.aspect, quality, counting });
    this.shown = { missing, quality, size };
  }

  _settleLater() {
    clearTimeout(this._still);
    if (this._quality === "auto") this._still = setTimeout(() => this._settle(), STILL);
  }

  /** Draw the frame that stands still as well as may be. */
  _settle() {
    if (this._playing || this._quality !== "auto") return;
    const start = performance.now();
    this._draw(this._slowStills < STILLS ? "exact" : "fine", 1);
    waitFor(this._gl);
    if (performance.now() - start > PATIENCE) this._slowStills += 1;
  }

  /** @param {() => void} tell */
  _arrived(tell) {
    cancelAnimationFrame(this._redrawing);
    this._redrawing = requestAnimationFrame(() => {
      if (!this._playing) this.draw(this._depth);
      tell();
    });
  }

  /** @param {Event} event */
  _lose(event) {
    event.preventDefault();
    clearTimeout(this._still);
    this._textures.close();
  }

  _restore() {
    this._drawing = new Drawing(this._gl);
    this._textures = new Textures(this._gl, this._options);
    this._textures.setPictures(this._pictures, this._layering?.aspect ?? 16 / 9);
    this.draw(this._depth);
  }
}
