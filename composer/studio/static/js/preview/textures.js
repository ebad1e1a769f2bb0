// The film's keyframes on the GPU: those around the camera, within a budget, however long the film is.

import { Loader } from "./loading.js";
import { drawPlaceholder } from "./placeholder.js";

/** Bytes of GPU memory, mipmaps counted. */
const BUDGET = 256 * 2 ** 20;
/** The widest picture that is kept as it is; the preview of a larger film is made from smaller keyframes. */
const WIDEST = 2560;

/**
 * @typedef {object} Picture A keyframe of the film.
 * @property {string | null} url Where it is found; null while it is not painted.
 * @property {string | null} digest Names its content.
 * @property {string} name Of its scene.
 *
 * @typedef {object} Texture
 * @property {WebGLTexture} handle
 * @property {number} width
 * @property {number} height
 * @property {number} levels Mipmaps, the picture itself among them.
 * @property {number} bytes
 * @property {number} used When it was last wanted.
 */

/** Textures by the digest of what they show, the least recently used given up first. */
export class Textures {
  /**
   * @param {WebGL2RenderingContext} gl
   * @param {{onChange: () => void, onError: (error: unknown) => void, budget?: number}} options `onChange` is called
   *   when there is a new picture.
   */
  constructor(gl, { onChange, onError, budget = BUDGET }) {
    this._gl = gl;
    this._budget = budget;
    this._clock = 0;
    this._aspect = 16 / 9;
    /** @type {readonly Picture[]} */
    this._pictures = [];
    /** @type {number[]} The number of each picture's scene. */
    this._numbers = [];
    /** @type {(string | null)[]} What each keyframe shows while its own picture is on its way. */
    this._before = [];
    /** @type {Map<string, Texture>} */
    this._kept = new Map();
    const widest = Math.min(WIDEST, gl.getParameter(gl.MAX_TEXTURE_SIZE));
    this._loader = new Loader(
      {
        taken: (digest, bitmap) => {
          this._keep(digest, bitmap);
          bitmap.close();
          onChange();
        },
        failed: (_, error) => onError(error),
      },
      widest,
    );
  }

  /** Bytes on the GPU. */
  get bytes() {
    return [...this._kept.values()].reduce((sum, texture) => sum + texture.bytes, 0);
  }

  /** Fetches that are under way. */
  get fetching() {
    return this._loader.running;
  }

  /**
   * The keyframes of the film. Where one has a new content, the old one shows until the new is there.
   * @param {readonly Picture[]} pictures
   * @param {number} aspect Width over height of the keyframes.
   */
  setPictures(pictures, aspect) {
    const shown = this._pictures.map((_, index) => this._shownKey(index));
    this._before = pictures.map(({ name }, index) => (this._pictures[index]?.name === name ? shown[index] : null));
    this._pictures = pictures;
    this._numbers = sceneNumbers(pictures);
    this._aspect = aspect;
    this._loader.keepOnly(new Set(pictures.flatMap(({ digest }) => digest ?? [])));
  }

  /**
   * The textures of the keyframes that a frame shows. What is missing is fetched, and what may come next after it.
   * @param {readonly number[]} keyframes
   * @param {readonly number[]} ahead
   * @returns {{textures: Texture[], missing: number}} `missing` of them stand for pictures that are on their way.
   */
  take(keyframes, ahead) {
    this._clock += 1;
    const textures = keyframes.map((keyframe) => this._shown(keyframe));
    const missing = this._absent(keyframes);
    for (const keyframe of ahead) this._touch(this._pictures[keyframe]?.digest);
    const room = this._budget - this._bytesInUse();
    const next = this._absent(ahead).slice(0, Math.max(0, Math.floor(room / this._typicalBytes())));
    this._loader.want([...missing, ...next]);
    this._giveUp();
    return { textures, missing: missing.length };
  }

  /** Give all back to the GPU. */
  close() {
    this._loader.close();
    for (const digest of [...this._kept.keys()]) this._drop(digest);
  }

  /**
   * Those of the keyframes that have a picture which is not here.
   * @param {readonly number[]} keyframes
   * @returns {{url: string, digest: string}[]}
   */
  _absent(keyframes) {
    /** @type {Map<string, string>} */
    const absent = new Map();
    for (const keyframe of keyframes) {
      const { url = null, digest = null } = this._pictures[keyframe] ?? {};
      if (url !== null && digest !== null && !this._kept.has(digest)) absent.set(digest, url);
    }
    return [...absent].map(([digest, url]) => ({ digest, url }));
  }

  /**
   * @param {number} keyframe
   * @returns {string | null} What is kept of it: its own picture, or the one before.
   */
  _shownKey(keyframe) {
    const { digest = null } = this._pictures[keyframe] ?? {};
    if (digest !== null && this._kept.has(digest)) return digest;
    const before = this._before[keyframe] ?? null;
    return before !== null && this._kept.has(before) ? before : null;
  }

  /**
   * @param {number} keyframe
   * @returns {Texture}
   */
  _shown(keyframe) {
    const key = this._shownKey(keyframe);
    return (key === null ? null : this._touch(key)) ?? this._placeholder(keyframe);
  }

  /**
   * @param {number} keyframe
   * @returns {Texture}
   */
  _placeholder(keyframe) {
    const name = this._pictures[keyframe]?.name ?? "";
    const number = this._numbers[keyframe] ?? 0;
    const key = `placeholder ${number} ${this._aspect} ${name}`;
    return this._touch(key) ?? this._keep(key, drawPlaceholder({ name, number, aspect: this._aspect }));
  }

  /**
   * @param {string | null | undefined} key
   * @returns {Texture | null}
   */
  _touch(key) {
    const texture = key ? this._kept.get(key) : undefined;
    if (texture === undefined) return null;
    texture.used = this._clock;
    return texture;
  }

  /**
   * @param {string} key
   * @param {ImageBitmap | OffscreenCanvas} picture
   * @returns {Texture}
   */
  _keep(key, picture) {
    const texture = { ...upload(this._gl, picture), used: this._clock };
    this._kept.set(key, texture);
    return texture;
  }

  _giveUp() {
    const oldest = [...this._kept].sort(([, one], [, other]) => one.used - other.used);
    let bytes = this.bytes;
    for (const [key, texture] of oldest) {
      if (bytes <= this._budget || texture.used === this._clock) return;
      bytes -= texture.bytes;
      this._drop(key);
    }
  }

  /** @param {string} key */
  _drop(key) {
    this._gl.deleteTexture(this._kept.get(key)?.handle ?? null);
    this._kept.delete(key);
  }

  _bytesInUse() {
    const inUse = [...this._kept.values()].filter((texture) => texture.used === this._clock);
    return inUse.reduce((sum, texture) => sum + texture.bytes, 0);
  }

  _typicalBytes() {
    return Math.max(1, ...[...this._kept.values()].map((texture) => texture.bytes));
  }
}

/**
 * A picture on the GPU, with its mipmaps; what lies beyond it is its mirror image.
 * @param {WebGL2RenderingContext} gl
 * @param {ImageBitmap | OffscreenCanvas} picture
 * @returns {Omit<Texture, "used">}
 */
function upload(gl, picture) {
  const { width, height } = picture;
  const levels = 1 + Math.floor(Math.log2(Math.max(width, height)));
  const handle = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, handle);
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
  gl.texStorage2D(gl.TEXTURE_2D, levels, gl.RGBA8, width, height);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, picture);
  gl.generateMipmap(gl.TEXTURE_2D);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.MIRRORED_REPEAT);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.MIRRORED_REPEAT);
  return { handle, width, height, levels, bytes: Math.round((width * height * 4 * 4) / 3) };
}

/**
 * The number of each picture's scene: how often the name has changed before it.
 * @param {readonly Picture[]} pictures
 * @returns {number[]}
 */
function sceneNumbers(pictures) {
  let number = 0;
  return pictures.map(({ name }, index) => {
    if (index > 0 && pictures[index - 1].name !== name) number += 1;
    return number;
  });
}
