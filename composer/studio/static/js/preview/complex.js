// Complex numbers as pairs: points of a picture, and what turns and scales them.

/**
 * @typedef {readonly [number, number]} Complex Real and imaginary part.
 */

/** @type {Complex} */
export const ZERO = [0, 0];
/** @type {Complex} */
export const ONE = [1, 0];

/**
 * @param {Complex} p
 * @param {Complex} q
 * @returns {Complex}
 */
export function add(p, q) {
  return [p[0] + q[0], p[1] + q[1]];
}

/**
 * @param {Complex} p
 * @param {Complex} q
 * @returns {Complex}
 */
export function subtract(p, q) {
  return [p[0] - q[0], p[1] - q[1]];
}

/**
 * @param {Complex} p
 * @param {Complex} q
 * @returns {Complex}
 */
export function multiply(p, q) {
  return [p[0] * q[0] - p[1] * q[1], p[0] * q[1] + p[1] * q[0]];
}

/**
 * @param {Complex} p
 * @param {Complex} q Not 0.
 * @returns {Complex}
 */
export function divide(p, q) {
  const squared = q[0] * q[0] + q[1] * q[1];
  return [(p[0] * q[0] + p[1] * q[1]) / squared, (p[1] * q[0] - p[0] * q[1]) / squared];
}

/**
 * @param {Complex} p
 * @param {number} factor
 * @returns {Complex}
 */
export function times(p, factor) {
  return [p[0] * factor, p[1] * factor];
}

/**
 * @param {Complex} p
 * @returns {number} Distance from 0.
 */
export function size(p) {
  return Math.hypot(p[0], p[1]);
}

/**
 * @param {Complex} p
 * @returns {Complex}
 */
export function exponential(p) {
  const growth = Math.exp(p[0]);
  return [growth * Math.cos(p[1]), growth * Math.sin(p[1])];
}

/**
 * @param {Complex} p Not 0.
 * @returns {Complex} The logarithm with its imaginary part in (-pi, pi].
 */
export function logarithm(p) {
  return [Math.log(size(p)), Math.atan2(p[1], p[0])];
}
