// Weights of the film's windowed sinc, tabled for every part of a pixel: what composer/resampling/kernels.py weighs.

/** Lobes of the sinc that few reads stand for. */
const READ_LOBES = 3;

/**
 * Weights of the pixels around a sample, for each part of a pixel that it may lie right of the middle of one.
 * @param {number} width Width of the sinc's lobes in pixels, >= 1.
 * @param {number} lobes
 * @param {{phases: number, taps: number}} table Rows of the table but one, and weights that a row has room for.
 * @returns {Float32Array} Rows of weights; of `n` taps that count, the first is for the pixel `n / 2 - 1` to the left.
 */
export function tabledWeights(width, lobes, { phases, taps }) {
  const made = new Float32Array((phases + 1) * taps);
  const count = tapsOf(width, lobes);
  for (let phase = 0; phase <= phases; phase += 1) {
    made.set(weightsAt(phase / phases, width, { lobes, count }), phase * taps);
  }
  return made;
}

/**
 * The same in four reads between two pixels each.
 * @param {number} width
 * @param {number} phases
 * @returns {Float32Array} Rows of four places, in pixels from the one left of the sample, and four weights.
 */
export function tabledReads(width, phases) {
  const made = new Float32Array((phases + 1) * 8);
  for (let phase = 0; phase <= phases; phase += 1) made.set(readsAt(phase / phases, width), phase * 8);
  return made;
}

/**
 * @param {number} fraction
 * @param {number} width
 * @returns {number[]}
 */
function readsAt(fraction, width) {
  const count = tapsOf(width, READ_LOBES);
  const weights = weightsAt(fraction, width, { lobes: READ_LOBES, count });
  const pairs = pairsOf(weights);
  const largest = pairs.sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight)).slice(0, 4);
  while (largest.length < 4) largest.push({ at: 0, weight: 0 });
  const total = largest.reduce((sum, { weight }) => sum + weight, 0);
  return [...largest.map(({ at }) => at - count / 2 + 1), ...largest.map(({ weight }) => weight / total)];
}

/**
 * @param {number[]} weights
 */
function pairsOf(weights) {
  /** @type {{at: number, weight: number}[]} */
  const pairs = [];
  for (let k = 0; k < weights.length; k += 1) {
    const [one, other] = [weights[k], weights[k + 1] ?? 0];
    const joins = one * other > 0;
    const weight = joins ? one + other : one;
    pairs.push({ at: joins ? k + other / weight : k, weight });
    if (joins) k += 1;
  }
  return pairs;
}

/**
 * Pixels along one axis that a filter reads, a multiple of four.
 * @param {number} width
 * @param {number} lobes
 * @returns {number}
 */
export function tapsOf(width, lobes) {
  return 4 * Math.ceil((2 * Math.ceil(lobes * width - 1e-9)) / 4);
}

/**
 * @param {number} fraction
 * @param {number} width
 * @param {{lobes: number, count: number}} reach
 * @returns {number[]}
 */
function weightsAt(fraction, width, { lobes, count }) {
  const places = Array.from({ length: count }, (_, k) => (k - count / 2 + 1 - fraction) / width);
  const levers = places.map((x) => (Math.abs(x) < lobes ? sinc(x / lobes) : 0));
  const shares = places.map((x, k) => sinc(x) * levers[k]);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const { slope, bend } = mending(places, levers, shares);
  return shares.map((share, k) => {
    const x = places[k];
    return (share - (slope + bend * x * x) * x * levers[k]) / total;
  });
}

/**
 * What keeps slopes and bends in their place: bare Lanczos weights move a picture by up to 0.03 pixels.
 * @param {number[]} places
 * @param {number[]} levers
 * @param {number[]} shares
 * @returns {{slope: number, bend: number}}
 */
function mending(places, levers, shares) {
  const moment = (/** @type {number[]} */ values, /** @type {number} */ power) =>
    values.reduce((sum, value, k) => sum + value * places[k] ** power, 0);
  const [second, fourth, sixth] = [2, 4, 6].map((power) => moment(levers, power));
  const volume = second * sixth - fourth * fourth;
  if (volume <= 1e-9 * second * sixth) return { slope: 0, bend: 0 };
  const [first, third] = [moment(shares, 1), moment(shares, 3)];
  return { slope: (first * sixth - third * fourth) / volume, bend: (third * second - first * fourth) / volume };
}

/**
 * @param {number} x
 * @returns {number} sin(pi x) / (pi x).
 */
function sinc(x) {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
