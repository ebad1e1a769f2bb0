/** The camera's depth over the waveform, and the flat line of a film without sound. */

import { HEIGHT, TOP, WAVE } from "./grid_drawing.js";

/** @typedef {import("./grid_drawing.js").Pen} Pen */

/** Pixels that the curve keeps from the row's edges. */
const INSET = 8;

/**
 * @param {Pen} pen
 * @param {Float64Array} depths  Of each frame.
 * @param {number} fps
 */
export function drawDepths({ context, scale, colours }, depths, fps) {
  if (depths.length === 0) return;
  const most = Math.max(depths[0], depths[depths.length - 1], 1e-9);
  const tall = WAVE - 2 * INSET;
  context.beginPath();
  for (let x = 0; x <= scale.view; x++) {
    const frame = Math.min(Math.max(Math.floor(scale.seconds(x) * fps + 1e-6), 0), depths.length - 1);
    const y = HEIGHT - INSET - (depths[frame] / most) * tall;
    if (x === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.strokeStyle = colours.panel;
  context.lineWidth = 3.5;
  context.globalAlpha = 0.6;
  context.stroke();
  context.strokeStyle = colours.cool;
  context.lineWidth = 1.5;
  context.globalAlpha = 1;
  context.stroke();
}

/** @param {Pen} pen */
export function drawSilence({ context, scale, colours }) {
  context.fillStyle = colours.wave;
  context.fillRect(0, Math.round(TOP + WAVE / 2), scale.view, 1);
}
