/** The song's waveform, drawn by wavesurfer.js from the peaks that the server measured: the browser decodes nothing. */

import WaveSurfer from "../../vendor/wavesurfer/wavesurfer.esm.js";
import { element } from "../dom.js";
import { WAVE } from "./grid_drawing.js";
import { pageColours } from "./surface.js";

/** @typedef {import("./scale.js").Scale} Scale */
/** @typedef {import("../types.js").Song} Song */

/**
 * It only draws: the pointer, the scroll bar, the ruler and the minimap are the timeline's own. (Its ruler makes an
 * element for each tick of the whole song and measures it, at each zoom; its minimap cannot be dragged.)
 */
export class Waveform {
  /** @param {HTMLAudioElement} audio  Whose time it shows. */
  constructor(audio) {
    this.place = element("div", { class: "tl-wave", "aria-hidden": "true" });
    this._audio = audio;
    // Made before the player has a song: else it would begin to decode it.
    this._wave = this._made();
    this._perSecond = 0;
    /** Pixels of the whole song. */
    this._width = 1;
    this._isLoaded = false;
    /** @type {Song | null} */
    this._song = null;
  }

  /**
   * Show a song, or nothing where the film is silent.
   *
   * @param {Song | null} song
   * @param {Scale} scale
   */
  async load(song, scale) {
    this._isLoaded = false;
    this.place.classList.toggle("hidden", !song?.url || song.peaks.values.length === 0);
    if (this.place.classList.contains("hidden") || !song) return;
    this._song = song;
    if (!(await this._isTaken(song))) return;
    this._isLoaded = true;
    this._perSecond = 0;
    this.show(scale);
  }

  /** @param {Scale} scale */
  show(scale) {
    if (!this._isLoaded) return;
    // Half a pixel less: it rounds up, and must come to the same whole width.
    this._width = scale.width;
    const perSecond = (scale.width - 0.5) / scale.duration;
    if (perSecond !== this._perSecond) this._wave.zoom(perSecond);
    this._perSecond = perSecond;
    this._wave.setScroll(scale.left);
    // It draws what comes into sight when it hears of it, which would be in the next frame.
    this._wave.getWrapper().parentElement?.dispatchEvent(new Event("scroll"));
  }

  /**
   * Colour what has been played.
   *
   * @param {number} time
   */
  showTime(time) {
    if (this._isLoaded && this._song) this._wave.getRenderer().renderProgress(time / this._song.duration);
  }

  /** The page's colours are others. */
  recolour() {
    this._wave.setOptions(waveColours());
  }

  /**
   * Whether a song is what it shows: not where a newer one came meanwhile.
   *
   * @param {Song} song
   */
  async _isTaken(song) {
    try {
      // The address that the player has: with another one it would load the sound anew, and forget the time.
      await this._wave.load(this._audio.currentSrc || this._audio.src, [song.peaks.values], song.duration);
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return false;
      throw error;
    }
  }

  /**
   * Draw one of its canvases. Its own way cuts the peaks at whole values, which is many pixels when they are few in a
   * second, and leaves a notch between two canvases.
   *
   * @param {CanvasRenderingContext2D} context
   */
  _drawPiece(context) {
    if (!this._song) return;
    const { peaks, duration } = this._song;
    const { width, height, style } = context.canvas;
    const ratio = width / parseFloat(style.width);
    const perPixel = (duration * peaks.rate) / (this._width * ratio);
    const first = parseFloat(style.left) * ratio;
    for (let x = 0; x < width; x++) {
      const high = Math.max(peakOf(peaks.values, (first + x) * perPixel, perPixel) * height, ratio);
      context.fillRect(x, (height - high) / 2, 1, high);
    }
  }

  _made() {
    return WaveSurfer.create({
      container: this.place,
      media: this._audio,
      height: WAVE,
      cursorWidth: 0,
      interact: false,
      hideScrollbar: true,
      autoScroll: false,
      cspNonce: styleNonce(),
      renderFunction: (_peaks, context) => this._drawPiece(context),
      ...waveColours(),
    });
  }
}

/** Without it the page's policy refuses the style sheet that wavesurfer.js makes. */
function styleNonce() {
  return document.querySelector("meta[name=style-nonce]")?.getAttribute("content") ?? "";
}

function waveColours() {
  const { wave, played } = pageColours();
  return { waveColor: wave, progressColor: played };
}

/**
 * The loudest of a few values, or what lies between two of them.
 *
 * @param {number[]} values
 * @param {number} from  Place of the first one, a fraction.
 * @param {number} count  How many.
 */
function peakOf(values, from, count) {
  const index = Math.floor(from);
  if (count < 1) {
    const [here, next] = [values[index] ?? 0, values[index + 1] ?? 0];
    return here + (next - here) * (from - index);
  }
  let most = 0;
  for (let at = index; at < from + count && at < values.length; at++) most = Math.max(most, values[at]);
  return most;
}
