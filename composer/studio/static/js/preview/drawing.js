// A frame drawn from its layers, in one of three qualities.

import { scaleOf } from "./geometry.js";
import { tabledReads, tabledWeights, tapsOf } from "./filters.js";
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
/** Levels of detail by which few reads begin finer than the frame: a mipmap's own filter is soft. */
const FINE_FINER = 0.2;
/** Colour in few reads: levels of detail coarser than the frame, and how far the reads lie from the pixel in pixels;
 * together they are as wide as the film's colour at half the size. Measured: 0.5 or 0.85 for 0.7 cost 2 dB. */
const COLOUR_COARSER = 0.2;
const COLOUR_SPREAD = 0.7;
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
    else if (frame.quality === "fine") this._drawFine(drawn);
    else this._drawFast(drawn);
  }

  /** @param {Frame} frame */
  _drawFast(frame) {
    const program = this._started(FAST, frame);
    const levels = frame.layers.map((layer) => Math.max(0, Math.log2(density(layer, frame)) + FAST_BIAS));
    const samples = levels.flatMap((level) => [level, 0, 0, 0]);
    this._gl.uniform4fv(program.place("uSample"), samples);
    this._fill(frame.size, null);
  }

  /** @param {Frame} frame */
  _drawFine(frame) {
    const program = this._started(FINE, frame);
    const tables = frame.layers.map((layer, index) => {
      const pixels = Math.max(1, density(layer, frame));
      const detail = Math.log2(pixels);
      const level = Math.min(Math.floor(Math.max(0, detail - FINE_FINER)), layer.texture.levels - 1);
      const weights = tabledReads(Math.max(1, pixels / 2 ** level), PHASES);
      const spread = (COLOUR_SPREAD * pixels) / layer.texture.height;
      return { weights, sample: [level, index * (PHASES + 1), detail + COLOUR_COARSER, spread] };
    });
    this._setTable(program, tables, 2);
    this._fill(frame.size, null);
  }

  /** @param {Frame} frame */
  _drawExact(frame) {
    const { size } = frame;
    const half = /** @type {const} */ ([size[0] / 2, size[1] / 2]);
    this._sizeChroma(half);
    const colour = this._started(EXACT_COLOUR, { ...frame, counting: false });
    this._filter(colour, frame, { lobes: COLOUR_LOBES, coarser: 1 });
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
  _filter(program, frame, { lobes, coarser }) {
    const tables = frame.layers.map((layer, index) => {
      const pixels = density(layer, frame);
      const finest = Math.max(0, Math.floor(Math.log2(pixels / FINER) + 1e-9));
      const level = Math.min(finest, layer.texture.levels - 1 - coarser);
      const width = Math.min(Math.max(1, pixels / 2 ** level), MOST_TAPS / 2 / lobes);
      const weights = tabledWeights(width, lobes, { phases: PHASES, taps: MOST_TAPS });
      return { weights, sample: [level + coarser, index * (PHASES + 1), tapsOf(width, lobes), 0] };
    });
    this._setTable(program, tables, MOST_TAPS / 4);
  }

  /**
   * @param {Program} program
   * @param {readonly {weights: Float32Array, sample: number[]}[]} tables Of each layer.
   * @param {number} width Of a row, in fours.
   */
  _setTable(program, tables, width) {
    const gl = this._gl;
    const all = new Float32Array(tables.length * (PHASES + 1) * width * 4);
    tables.forEach(({ weights }, index) => all.set(weights, index * weights.length));
    gl.activeTexture(gl.TEXTURE0 + TABLE_UNIT);
    gl.bindTexture(gl.TEXTURE_2D, this._table);
    const height = tables.length * (PHASES + 1);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, height, 0, gl.RGBA, gl.FLOAT, all);
    gl.uniform1i(program.place("uTable"), TABLE_UNIT);
    gl.uniform4fv(program.place("uSample"), tables.flatMap(({ sample }) => sample));
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
