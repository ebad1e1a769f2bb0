// How many pixels a frame is drawn in.

/** @typedef {import("./layering.js").Size} Size */

/**
 * The most pixels that are worth drawing: no more than the screen shows or the film has.
 * @param {HTMLCanvasElement} canvas Of the size that the page's style gives it.
 * @param {Size} frame Pixels of the film's frame.
 * @returns {Size}
 */
export function fullSize(canvas, frame) {
  const shown = Math.min(canvas.clientWidth / frame[0], canvas.clientHeight / frame[1]) * window.devicePixelRatio;
  return scaled(frame, shown > 0 ? Math.min(1, shown) : 1);
}

/**
 * A size made smaller, both sides even, as the film's chroma needs them.
 * @param {Size} size
 * @param {number} scale
 * @returns {Size}
 */
export function scaled(size, scale) {
  const even = (/** @type {number} */ side) => Math.max(2, 2 * Math.floor((side * scale) / 2 + 1e-6));
  return [even(size[0]), even(size[1])];
}
