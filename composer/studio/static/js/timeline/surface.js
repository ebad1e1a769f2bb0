/** A canvas as wide as the view, sharp on every screen, in the page's own colours. */

import { element } from "../dom.js";

const COLOURS = /** @type {const} */ ({
  ground: "--ground",
  panel: "--panel",
  raised: "--raised",
  line: "--line",
  ink: "--ink",
  soft: "--soft",
  accent: "--accent",
  cool: "--cool",
  bad: "--bad",
  wave: "--wave",
  played: "--played",
  beat: "--beat",
  bar: "--bar-line",
  section: "--section",
});

/** @typedef {Record<keyof typeof COLOURS, string>} Colours */

/** The page's colours as they are now. @returns {Colours} */
export function pageColours() {
  const style = getComputedStyle(document.documentElement);
  const entries = Object.entries(COLOURS).map(([name, property]) => [name, style.getPropertyValue(property).trim()]);
  return Object.fromEntries(entries);
}

/**
 * Calls back when the page's colours become others.
 *
 * @param {() => void} changed
 */
export function watchColours(changed) {
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", changed);
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
}

/** A canvas that is drawn anew each time. */
export class Surface {
  /** @param {string} name  Class of the canvas. */
  constructor(name) {
    this.canvas = element("canvas", { class: name, "aria-hidden": "true" });
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
  }

  /**
   * An empty canvas of this size, one unit a pixel of the page.
   *
   * @param {number} width
   * @param {number} height
   * @returns {CanvasRenderingContext2D}
   */
  begin(width, height) {
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
    this.context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    this.context.textBaseline = "middle";
    return this.context;
  }
}
