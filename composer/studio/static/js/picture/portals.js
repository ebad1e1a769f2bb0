/** Where a scene's next one opens, as numbers: the arithmetic of `similarity_at` and of a scene's equal steps. */

import { corners, expOf, logOf, mapped } from "../preview/geometry.js";
import { times } from "../preview/complex.js";

/** @typedef {import("../preview/geometry.js").Similarity} Similarity */
/** @typedef {{at: [number, number], turn: number, magnification: number}} PortalPlace  Turn in degrees. */

/**
 * The map of the next scene's picture into this one's.
 *
 * @param {PortalPlace} portal
 * @param {number} aspect
 * @returns {Similarity}
 */
export function wholePortal({ at, turn, magnification }, aspect) {
  const angle = (turn * Math.PI) / 180;
  return {
    a: [Math.cos(angle) / magnification, Math.sin(angle) / magnification],
    b: [(at[0] - 0.5) * aspect, at[1] - 0.5],
  };
}

/**
 * @param {PortalPlace} portal
 * @param {number} aspect
 */
export function portalCorners(portal, aspect) {
  const whole = wholePortal(portal, aspect);
  return corners(aspect).map((corner) => mapped(whole, corner));
}

/**
 * The portal of each of a scene's keyframes: equal steps that together lead to the next scene.
 *
 * @param {PortalPlace} portal
 * @param {{firstStep: number, steps: number}} scene
 * @param {number} aspect
 * @returns {Map<number, Similarity>}  By the keyframe.
 */
export function portalSteps(portal, scene, aspect) {
  const { alpha, beta } = logOf(wholePortal(portal, aspect));
  const step = expOf({ alpha: times(alpha, 1 / scene.steps), beta: times(beta, 1 / scene.steps) });
  return new Map(Array.from({ length: scene.steps }, (_, view) => [scene.firstStep + view, step]));
}

/**
 * @param {PortalPlace} portal
 * @param {number} degrees
 * @returns {PortalPlace}
 */
export function turnedBy(portal, degrees) {
  return { ...portal, turn: Number((portal.turn + degrees).toFixed(1)) };
}
