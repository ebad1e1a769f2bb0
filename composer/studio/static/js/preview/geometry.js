// The similarity transforms that nest one picture in the next, and the camera's way through them: what
// composer/geometry.py and composer/zooming/path.py compute, number for number.
//
// A point of a picture is a complex number: the centre is 0, the height is 1, x to the right and y downward.

import { ONE, ZERO, add, divide, exponential, logarithm, multiply, size, subtract, times } from "./complex.js";

/**
 * @typedef {import("./complex.js").Complex} Complex
 * @typedef {{a: Complex, b: Complex}} Similarity The map p -> a p + b.
 * @typedef {{alpha: Complex, beta: Complex}} Velocity An element of the Lie algebra of the similarities of the plane.
 */

/** @type {Similarity} */
export const IDENTITY = { a: ONE, b: ZERO };

/**
 * The point that a point maps to.
 * @param {Similarity} map
 * @param {Complex} point
 * @returns {Complex}
 */
export function mapped(map, point) {
  return add(multiply(map.a, point), map.b);
}

/**
 * The map through the inner one first.
 * @param {Similarity} outer
 * @param {Similarity} inner
 * @returns {Similarity}
 */
export function product(outer, inner) {
  return { a: multiply(outer.a, inner.a), b: mapped(outer, inner.b) };
}

/**
 * The map back.
 * @param {Similarity} map
 * @returns {Similarity}
 */
export function inverse(map) {
  return { a: divide(ONE, map.a), b: times(divide(map.b, map.a), -1) };
}

/**
 * Linear magnification, > 0.
 * @param {Similarity} map
 * @returns {number}
 */
export function scaleOf(map) {
  return size(map.a);
}

/**
 * Corners of a picture: left-top, right-top, right-bottom, left-bottom.
 * @param {number} aspect Width over height.
 * @returns {Complex[]}
 */
export function corners(aspect) {
  const x = aspect / 2;
  return [[-x, -0.5], [x, -0.5], [x, 0.5], [-x, 0.5]];
}

/**
 * The velocity that leads to a map in unit time.
 * @param {Similarity} map
 * @returns {Velocity}
 */
export function logOf(map) {
  const alpha = logarithm(map.a);
  return { alpha, beta: divide(map.b, phi(alpha)) };
}

/**
 * The map p -> e^alpha p + beta (e^alpha - 1) / alpha.
 * @param {Velocity} velocity
 * @returns {Similarity}
 */
export function expOf({ alpha, beta }) {
  return { a: exponential(alpha), b: multiply(beta, phi(alpha)) };
}

/** Where the frame lies in each keyframe, at any depth. */
export class ZoomPath {
  /**
   * @param {readonly Similarity[]} portals Of each keyframe but the innermost.
   */
  constructor(portals) {
    this._portals = portals;
    this._inverses = portals.map(inverse);
    this._logs = portals.map(logOf);
    this._knots = sharedVelocities(this._logs);
    /** @type {{depth: number, base: number, pose: Similarity}} */
    this._last = { depth: Number.NaN, base: 0, pose: IDENTITY };
  }

  /**
   * The map from the film's frame into a keyframe's frame.
   * @param {number} keyframe
   * @param {number} depth In [0, number of portals]; at `keyframe` the map is the identity.
   * @returns {Similarity}
   */
  frameIn(keyframe, depth) {
    let { base, pose } = this._based(depth);
    for (; base > keyframe; base -= 1) pose = product(this._portals[base - 1], pose);
    for (; base < keyframe; base += 1) pose = product(this._inverses[base], pose);
    return pose;
  }

  /**
   * The keyframe at or around the camera, and the frame in it; one frame asks for several keyframes at its depth.
   * @param {number} depth
   */
  _based(depth) {
    if (this._last.depth !== depth) {
      const base = Math.min(Math.floor(depth), Math.max(this._portals.length - 1, 0));
      this._last = { depth, base, pose: this._pose(base, depth - base) };
    }
    return this._last;
  }

  /**
   * @param {number} base
   * @param {number} fraction
   * @returns {Similarity}
   */
  _pose(base, fraction) {
    if (this._portals.length === 0 || fraction === 0) return IDENTITY;
    if (fraction === 1) return this._portals[base];
    const goal = this._logs[base];
    const start = this._knots[base];
    const slope = endSlope(goal, this._knots[base + 1]);
    return expOf({
      alpha: hermite(start.alpha, goal.alpha, slope.alpha, fraction),
      beta: hermite(start.beta, goal.beta, slope.beta, fraction),
    });
  }
}

/**
 * One velocity for each arrival; the first and the last one are those of their only side.
 * @param {readonly Velocity[]} logs
 * @returns {Velocity[]}
 */
function sharedVelocities(logs) {
  if (logs.length === 0) return [];
  const before = [logs[0], ...logs];
  return before.map((velocity, index) => shared(velocity, logs[Math.min(index, logs.length - 1)]));
}

/**
 * One velocity for both sides of an arrival; growth by the harmonic mean, which keeps a cubic monotone.
 * @param {Velocity} before
 * @param {Velocity} after
 * @returns {Velocity}
 */
function shared(before, after) {
  const a = before.alpha[0];
  const b = after.alpha[0];
  const growth = a * b > 0 ? (2 * a * b) / (a + b) : 0;
  return {
    alpha: [growth, (before.alpha[1] + after.alpha[1]) / 2],
    beta: times(add(before.beta, after.beta), 0.5),
  };
}

/**
 * Cubic from 0 to `goal` with the given slopes at both ends.
 * @param {Complex} startSlope
 * @param {Complex} goal
 * @param {Complex} slopeAtEnd
 * @param {number} f
 * @returns {Complex}
 */
function hermite(startSlope, goal, slopeAtEnd, f) {
  const start = times(startSlope, f * (1 - f) ** 2);
  const middle = times(goal, f * f * (3 - 2 * f));
  return subtract(add(start, middle), times(slopeAtEnd, f * f * (1 - f)));
}

/**
 * Slope of the curve at 1 for which the camera's own velocity there is `end`.
 * @param {Velocity} goal
 * @param {Velocity} end
 * @returns {Velocity}
 */
function endSlope(goal, end) {
  const turned = multiply(end.beta, exponential(goal.alpha));
  const bent = multiply(multiply(goal.beta, phiSlope(goal.alpha)), end.alpha);
  return { alpha: end.alpha, beta: divide(subtract(turned, bent), phi(goal.alpha)) };
}

/**
 * (e^alpha - 1) / alpha.
 * @param {Complex} alpha
 * @returns {Complex}
 */
function phi(alpha) {
  if (size(alpha) < 1e-5) return add(add(ONE, times(alpha, 1 / 2)), times(multiply(alpha, alpha), 1 / 6));
  return divide(subtract(exponential(alpha), ONE), alpha);
}

/**
 * Derivative of `phi`.
 * @param {Complex} alpha
 * @returns {Complex}
 */
function phiSlope(alpha) {
  if (size(alpha) < 1e-4) return add([0.5, 0], times(alpha, 1 / 3));
  const grown = add(multiply(exponential(alpha), subtract(alpha, ONE)), ONE);
  return divide(grown, multiply(alpha, alpha));
}
