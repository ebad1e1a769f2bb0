// A frame drawn from its layers, in one of three qualities.

import { scaleOf } from "./geometry.js";
import { tabledWeights, tapsOf } from "./filters.js";
import { Program } from "./programs.js";
import { EXACT_COLOUR, EXACT_LIGHT, FAST, FINE, MOST_LAYERS, MOST_TAPS, PHASES } from "./shaders.js";

/**
 * @typedef {import("./layering.js").Layer & {texture: import("./textures.js").Texture}} Drawn
 * @typedef {"fast" | "fine" | "exact"} Quality
 *
 * @typedef {object} Frame
 * @property {readonly Drawn[]} layers The outermost first.
 * @property {import("./layering.js").Size} size Pixels to draw, both even.
 * @property {number} aspect Of the keyframes.
 * @property {Quality} quality
 * @property {boolean} [counting] Draw how many texture reads each pixel takes: red 256 of them, green single ones.
 */

/** Pixels of a picture for one of the frame's from which on the film samples it: finer than the frame can show. */
const FINER = 1.3;
/** Levels of detail by which the one trilinear read is sharper than its size asks for: it measures best. */
const FAST_BIAS = -0.5;
/** Lobes of the film's windowed sinc for light and colour. */
const LIGHT_LOBES = 3;
const COLOUR_LOBES = 2;
const TABLE_UNIT = MOST_LAYERS;
const CHROMA_UNIT = MOST_LAYERS + 1;

/** Draws frames on a WebGL 2 context that is used for nothing else. */
export class Drawing {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this._gl = gl;
    /** @type {Map<string, Program>} */
    this._programs = new Map();
    this._table = plainTexture(gl, TABLE_UNIT, gl.NEAREST);
    this._chroma = plainTexture(gl, CHROMA_UNIT, gl.LINEAR);
    this._chromaTarget = gl.createFramebuffer();
    this._chromaSize = "";
    gl.bindVertexArray(gl.createVertexArray());
    gl.disable(gl.DITHER);
  }

  /**
   * Draw a frame on the canvas.
   * @param {Frame} frame
   */
  draw(frame) {
    const layers = frame.layers.slice(0, MOST_LAYERS);
    layers.forEach(({ texture }, index) => this._bind(index, texture.handle));
    const drawn = { ...frame, layers };
    if (frame.quality === "exact") this._drawExact(drawn);
    else this._drawOnce(drawn);
  }

  /** @param {Frame} frame */
  _drawOnce(frame) {
    const program = this._started(frame.quality === "fine" ? FINE : FAST, frame);
    const bias = frame.quality === "fine" ? 0 : FAST_BIAS;
    const samples = frame.layers.flatMap((layer) => [Math.max(0, Math.log2(density(layer, frame)) + bias), 0, 0]);
    this._gl.uniform3fv(program.place("uSample"), samples);
    this._fill(frame.size, null);
  }

  /** @param {Frame} frame */
  _drawExact(frame) {
    const { size } = frame;
    const half = /** @type {const} */ ([size[0] / 2, size[1] / 2]);
    this._sizeChroma(half);
    this._filter(this._started(EXACT_COLOUR, { ...frame, counting: false }), frame, { lobes: COLOUR_LOBES, coarser: 1 });
    this._fill(half, this._chromaTarget);
    const light = this._started(EXACT_LIGHT, frame);
    this._gl.uniform1i(light.place("uChroma"), CHROMA_UNIT);
    this._filter(light, frame, { lobes: LIGHT_LOBES, coarser: 0 });
    this._fill(size, null);
  }

  /**
   * Table the weights of each layer's filter.
   * @param {Program} program
   * @param {Frame} frame
   * @param {{lobes: number, coarser: number}} plane Colour has one level less than light.
   */
  _filter(program, { layers, ...frame }, { lobes, coarser }) {
    const gl = this._gl;
    const rows = PHASES + 1;
    const weights = new Float32Array(layers.length * rows * MOST_TAPS);
    const samples = layers.flatMap((layer, index) => {
      const pixels = density(layer, frame);
      const level = Math.min(Math.max(0, Math.floor(Math.log2(pixels / FINER) + 1e-9)), layer.texture.levels - 1 - coarser);
      const width = Math.min(Math.max(1, pixels / 2 ** level), MOST_TAPS / 2 / lobes);
      weights.set(tabledWeights(width, lobes, { phases: PHASES, taps: MOST_TAPS }), index * rows * MOST_TAPS);
      return [level + coarser, tapsOf(width, lobes), index * rows];
    });
    gl.activeTexture(gl.TEXTURE0 + TABLE_UNIT);
    gl.bindTexture(gl.TEXTURE_2D, this._table);
    const [width, height] = [MOST_TAPS / 4, layers.length * rows];
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, height, 0, gl.RGBA, gl.FLOAT, weights);
    gl.uniform1i(program.place("uTable"), TABLE_UNIT);
    gl.uniform3fv(program.place("uSample"), samples);
  }

  /**
   * A program in use, told where the layers lie.
   * @param {string} fragment
   * @param {Frame} frame
   * @returns {Program}
   */
  _started(fragment, { layers, size, aspect, counting = false }) {
    const gl = this._gl;
    const key = `${counting} ${fragment}`;
    const program = this._programs.get(key) ?? new Program(gl, fragment, counting);
    this._programs.set(key, program);
    program.use();
    gl.uniform1iv(program.place("uPicture"), Array.from({ length: MOST_LAYERS }, (_, index) => index));
    gl.uniform1i(program.place("uCount"), layers.length);
    gl.uniform2f(program.place("uBuffer"), size[0], size[1]);
    gl.uniform1f(program.place("uAspect"), aspect);
    gl.uniform4fv(program.place("uView"), layers.flatMap(({ view }) => [...view.a, ...view.b]));
    gl.uniform4fv(program.place("uEdge"), layers.flatMap((layer) => edge(layer, aspect)));
    return program;
  }

  /**
   * @param {import("./layering.js").Size} size
   * @param {WebGLFramebuffer | null} target
   */
  _fill(size, target) {
    const gl = this._gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.viewport(0, 0, size[0], size[1]);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** @param {import("./layering.js").Size} size */
  _sizeChroma(size) {
    if (this._chromaSize === size.join()) return;
    const gl = this._gl;
    this._chromaSize = size.join();
    gl.activeTexture(gl.TEXTURE0 + CHROMA_UNIT);
    gl.bindTexture(gl.TEXTURE_2D, this._chroma);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, size[0], size[1], 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this._chromaTarget);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this._chroma, 0);
  }

  /**
   * @param {number} unit
   * @param {WebGLTexture} texture
   */
  _bind(unit, texture) {
    this._gl.activeTexture(this._gl.TEXTURE0 + unit);
    this._gl.bindTexture(this._gl.TEXTURE_2D, texture);
  }
}

/**
 * Pixels of a layer's picture for one of the frame's.
 * @param {Drawn} layer
 * @param {Pick<Frame, "size">} frame
 * @returns {number}
 */
function density(layer, { size }) {
  return (scaleOf(layer.view) * layer.texture.height) / size[1];
}

/**
 * @param {Drawn} layer
 * @param {number} aspect
 */
function edge({ inset, soft, cover }, aspect) {
  return [aspect / 2 - inset, 0.5 - inset, 1 / soft, cover];
}

/**
 * @param {WebGL2RenderingContext} gl
 * @param {number} unit
 * @param {number} filter
 * @returns {WebGLTexture}
 */
function plainTexture(gl, unit, filter) {
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, filter);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  return texture;
}
