/** What is drawn over the waveform: the ruler, sections, bars, beats, and where the beats are unsure. */

import { lowerBound } from "./measures.js";
import { barStep, rulerStep } from "./scale.js";

/** @typedef {import("./scale.js").Scale} Scale */
/** @typedef {import("./measures.js").Measures} Measures */
/** @typedef {import("./surface.js").Colours} Colours */
/** @typedef {import("../types.js").Song} Song */

/** Rows from the top, pixels. */
export const RULER = 22;
export const SECTIONS = 18;
export const WAVE = 84;
export const TOP = RULER + SECTIONS;
export const HEIGHT = TOP + WAVE;

/** Below this the beats of a passage are unsure. */
export const UNSURE = 0.7;
/** Pixels at least between lines, and between numbers. */
const BEATS_APART = 9;
const BARS_APART = 7;
const NUMBERS_APART = 46;

/**
 * @typedef {object} Pen
 * @property {CanvasRenderingContext2D} context
 * @property {Scale} scale
 * @property {Colours} colours
 */

/** @param {Pen} pen */
export function drawRuler({ context, scale, colours }) {
  const step = rulerStep(scale.perSecond);
  context.fillStyle = colours.soft;
  for (let index = Math.max(Math.floor(scale.from / step), 0); index * step <= scale.to; index++) {
    const x = Math.round(scale.x(index * step));
    context.globalAlpha = 0.5;
    context.fillRect(x, RULER - 7, 1, 7);
    context.globalAlpha = 1;
    context.fillText(rulerText(index * step, step), x + 4, RULER / 2 - 1);
    for (let part = 1; part < 5; part++) {
      context.globalAlpha = 0.3;
      context.fillRect(Math.round(scale.x((index + part / 5) * step)), RULER - 3, 1, 3);
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = colours.line;
  context.fillRect(0, RULER - 1, scale.view, 1);
}

/**
 * @param {number} seconds
 * @param {number} step
 */
function rulerText(seconds, step) {
  const tenths = Math.round(seconds * 10);
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  const whole = String(Math.floor(rest / 10)).padStart(2, "0");
  const hours = Math.floor(minutes / 60);
  const head = hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}` : `${minutes}`;
  return step < 1 ? `${head}:${whole}.${rest % 10}` : `${head}:${whole}`;
}

/**
 * @param {Pen} pen
 * @param {Song} song
 */
export function drawSections({ context, scale, colours }, song) {
  song.sections.forEach(({ start, end, label }, index) => {
    const [left, right] = [Math.round(scale.x(start)), Math.round(scale.x(end))];
    if (right < 0 || left > scale.view) return;
    context.globalAlpha = 0.1 + 0.07 * (labelNumber(song, label) % 4);
    context.fillStyle = colours.section;
    context.fillRect(left, RULER, right - left - 1, SECTIONS - 1);
    context.globalAlpha = 0.9;
    context.fillRect(left, RULER, 2, index ? SECTIONS + WAVE : SECTIONS - 1);
    context.globalAlpha = 1;
    drawLabel(context, label, colours.ink, Math.max(left, 0), right);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {string} colour
 * @param {number} left
 * @param {number} right
 */
function drawLabel(context, text, colour, left, right) {
  if (right - left < context.measureText(text).width + 12) return;
  context.fillStyle = colour;
  context.fillText(text, left + 7, RULER + SECTIONS / 2);
}

/**
 * @param {Song} song
 * @param {string} label
 */
function labelNumber(song, label) {
  return [...new Set(song.sections.map((section) => section.label))].indexOf(label);
}

/**
 * Stretches whose beats are unsure, hatched.
 *
 * @param {Pen} pen
 * @param {Song} song
 */
export function drawUnsure({ context, scale, colours }, song) {
  for (const { start, end, confidence } of song.passages) {
    const [left, right] = [Math.max(scale.x(start), 0), Math.min(scale.x(end), scale.view)];
    if (confidence >= UNSURE || right <= left) continue;
    context.save();
    context.beginPath();
    context.rect(left, TOP, right - left, WAVE);
    context.clip();
    context.fillStyle = colours.bad;
    context.globalAlpha = 0.05;
    context.fillRect(left, TOP, right - left, WAVE);
    hatch(context, colours.bad, left + scale.left, right + scale.left, scale.left);
    if (right - left > 100) {
      context.globalAlpha = 0.9;
      context.fillText("beats unsure", left + 8, TOP + 25);
    }
    context.restore();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 * @param {number} from  Pixels of the whole song, so that the lines scroll with it.
 * @param {number} to
 * @param {number} scrolled
 */
function hatch(context, colour, from, to, scrolled) {
  context.globalAlpha = 0.16;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = Math.floor((from - WAVE) / 9) * 9; x < to; x += 9) {
    context.moveTo(x - scrolled, HEIGHT);
    context.lineTo(x - scrolled + WAVE, TOP);
  }
  context.stroke();
}

/**
 * Bar lines with numbers and, where there is room, beats; the detail follows the zoom.
 *
 * @param {Pen} pen
 * @param {Measures} measures
 */
export function drawBars(pen, measures) {
  const { scale } = pen;
  if (measures.downbeats.length === 0) return;
  const beat = measures.interval * scale.perSecond;
  const bar = (beat * measures.times.length) / measures.downbeats.length;
  const [lines, numbers] = [barStep(bar, BARS_APART), barStep(bar, NUMBERS_APART)];
  const first = Math.max(lowerBound(measures.times, scale.from) - 1, 0);
  const last = lowerBound(measures.times, scale.to);
  for (let index = first; index < last; index++) {
    const x = Math.round(scale.x(measures.times[index]));
    if (measures.places[index] === 1) drawBar(pen, x, measures.bars[index] - 1, lines, numbers);
    else if (beat >= BEATS_APART) drawBeat(pen, x);
  }
}

/**
 * @param {Pen} pen
 * @param {number} x
 * @param {number} number  From 0.
 * @param {number} lines
 * @param {number} numbers
 */
function drawBar({ context, colours }, x, number, lines, numbers) {
  if (number % lines) return;
  context.fillStyle = colours.bar;
  context.fillRect(x, TOP, 1, WAVE);
  if (number % numbers) return;
  context.fillStyle = colours.soft;
  context.fillText(String(number + 1), x + 4, TOP + 9);
}

/**
 * @param {Pen} pen
 * @param {number} x
 */
function drawBeat({ context, colours }, x) {
  context.fillStyle = colours.beat;
  context.fillRect(x, TOP + WAVE * 0.25, 1, WAVE * 0.75);
}
