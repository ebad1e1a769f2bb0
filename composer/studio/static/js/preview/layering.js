// Which keyframes a frame shows, and where each of them lies in it: what composer/zooming/layering.py and
// composer/unrolling.py compute, number for number.

import { ZoomPath, corners, mapped, product, scaleOf } from "./geometry.js";

/**
 * @typedef {import("./geometry.js").Similarity} Similarity
 *
 * @typedef {object} Nesting How a keyframe holds the next.
 * @property {import("./complex.js").Complex} a Of its portal p -> a p + b.
 * @property {import("./complex.js").Complex} b
 * @property {number} feather Under which the next was pasted, in its heights.
 *
 * @typedef {object} Stack The nestings that show a film's keyframes; the ring of a loop is unrolled far enough.
 * @property {readonly Nesting[]} nestings Of all layers but the innermost, the outermost first.
 * @property {number} count Keyframes of the film.
 * @property {number} first The layer that shows keyframe 0 where the film begins there.
 * @property {boolean} isRing
 *
 * @typedef {object} Layer A keyframe as one frame shows it.
 * @property {number} keyframe Index in the stack.
 * @property {Similarity} view Maps the film's frame into the keyframe's.
 * @property {number} inset Drawn from this far inside its edge, in its heights; negative for the outermost.
 * @property {number} soft Width over which it comes in from there, in its heights.
 * @property {number} cover How much of it shows where it shows wholly, in (0, 1].
 *
 * @typedef {readonly [number, number]} Size Width and height in pixels.
 */

const SOFT = 0.03;
const SHARPEST = 1e-9;
const CLOSING_OCTAVES = 0.5;
const FINE_ENOUGH = 1.3;
const COVERING = 1.15;
const HAIR = 1e-7;
const OUTWARD = 4;
/** Keyframes that are wanted before the camera is there, and behind it, should it turn. */
const AHEAD = 6;
const BEHIND = 2;

/**
 * Depth in the stack of a depth in the film.
 * @param {Stack} stack
 * @param {number} depth
 * @returns {number}
 */
export function stackDepth(stack, depth) {
  return stack.isRing ? stack.first + modulo(depth, stack.count) : depth;
}

/**
 * The keyframe of the film that a layer of the stack shows.
 * @param {Stack} stack
 * @param {number} layer
 * @returns {number}
 */
export function keyframeOf(stack, layer) {
  return stack.isRing ? modulo(layer - stack.first, stack.count) : layer;
}

/**
 * Keyframes of the film that the camera comes to next, the nearest first, and those that it would turn back to.
 * @param {Stack} stack
 * @param {{depth: number, direction: number}} camera Depth in the film; -1 where it flies outward.
 * @returns {number[]}
 */
export function keyframesAhead(stack, { depth, direction }) {
  const steps = [...Array(AHEAD).keys()].map((step) => step + 1);
  const around = [...steps, 0, ...steps.slice(0, BEHIND).map((step) => -step)];
  const layers = around.map((step) => Math.floor(stackDepth(stack, depth)) + step * (direction < 0 ? -1 : 1));
  return layers.map((layer) => keyframeOf(stack, layer)).filter((keyframe) => keyframe >= 0 && keyframe < stack.count);
}

/** The layers of the film's frame at any depth. */
export class Layering {
  /**
   * @param {readonly Nesting[]} nestings
   * @param {{frame: Size, canvas: Size}} sizes Pixels of the film's frame and of the keyframes.
   */
  constructor(nestings, { frame, canvas }) {
    this.aspect = canvas[0] / canvas[1];
    this.shape = frame[0] / frame[1];
    this._feathers = nestings.map((nesting) => nesting.feather);
    this._path = new ZoomPath(nestings.map(({ a, b }) => ({ a, b })));
    this._windowScale = Math.min(1, this.aspect / this.shape);
    /** Pixels of a keyframe for one of the frame's, where it fills the height of the frame. */
    this._density = canvas[1] / frame[1];
  }

  /**
   * What the frame at a depth in [0, number of nestings] shows, the outermost first.
   * @param {number} depth
   * @returns {Layer[]}
   */
  at(depth) {
    const last = this._feathers.length;
    const first = this._outermost(Math.min(Math.floor(depth), last), depth);
    const layers = [{ keyframe: first, view: this._view(first, depth), inset: -1, soft: SOFT, cover: 1 }];
    for (let keyframe = first + 1; keyframe <= last; keyframe += 1) {
      const layer = this._innerLayer(keyframe, depth);
      if (layer.cover <= 0) break;
      layers.push(layer);
    }
    return layers;
  }

  /**
   * The layers at a depth that can be seen: none outside of the frame, none behind one that fills it.
   * @param {number} depth
   * @returns {Layer[]}
   */
  visible(depth) {
    const layers = this.at(depth);
    const filling = layers.findLastIndex((layer) => layer.cover >= 1 && this._covers(layer));
    return layers.slice(Math.max(filling, 0)).filter((layer, index) => index === 0 || this._meets(layer));
  }

  /**
   * @param {number} keyframe
   * @param {number} depth
   * @returns {Similarity}
   */
  _view(keyframe, depth) {
    return product(this._path.frameIn(keyframe, depth), { a: [this._windowScale, 0], b: [0, 0] });
  }

  /**
   * @param {number} keyframe
   * @param {number} depth
   * @returns {Layer}
   */
  _innerLayer(keyframe, depth) {
    const view = this._view(keyframe, depth);
    const octaves = Math.abs(Math.log2(scaleOf(view) / this._windowScale));
    const openPart = Math.min(1, octaves / CLOSING_OCTAVES);
    const around = scaleOf(this._view(keyframe - 1, depth)) * this._density;
    const cover = Math.log(FINE_ENOUGH / around) / Math.log(FINE_ENOUGH / COVERING);
    return {
      keyframe,
      view,
      inset: this._feathers[keyframe - 1] * openPart,
      soft: Math.max(SOFT * openPart, SHARPEST),
      cover: Math.min(1, Math.max(0, cover)),
    };
  }

  /**
   * The nearest keyframe, outward from the current one, that covers the frame on its own.
   * @param {number} current
   * @param {number} depth
   * @returns {number}
   */
  _outermost(current, depth) {
    const end = Math.max(current - OUTWARD, 0);
    for (let keyframe = current; keyframe > end; keyframe -= 1) {
      if (this._covers(this._innerLayer(keyframe, depth))) return keyframe;
    }
    return end;
  }

  /**
   * Whether the whole frame lies where a layer shows alone.
   * @param {Layer} layer
   * @returns {boolean}
   */
  _covers(layer) {
    const inset = layer.inset + layer.soft;
    const wide = this.aspect / 2 - inset + HAIR;
    const high = 0.5 - inset + HAIR;
    return this._cornersIn(layer).every(([x, y]) => Math.abs(x) <= wide && Math.abs(y) <= high);
  }

  /**
   * Whether a layer may show in the frame: false only where all of the frame lies beyond one of its sides.
   * @param {Layer} layer
   * @returns {boolean}
   */
  _meets(layer) {
    const wide = this.aspect / 2 - layer.inset;
    const high = 0.5 - layer.inset;
    const points = this._cornersIn(layer);
    return !(
      points.every(([x]) => x >= wide) ||
      points.every(([x]) => x <= -wide) ||
      points.every(([, y]) => y >= high) ||
      points.every(([, y]) => y <= -high)
    );
  }

  /**
   * The frame's corners in a layer's own measure.
   * @param {Layer} layer
   */
  _cornersIn(layer) {
    return corners(this.shape).map((corner) => mapped(layer.view, corner));
  }
}

/**
 * The remainder with the sign of the divisor.
 * @param {number} value
 * @param {number} divisor
 * @returns {number}
 */
function modulo(value, divisor) {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}
