/** Numbers as the page needs and shows them. */

/**
 * The number of the range that is nearest to a value.
 * @param {number} value
 * @param {number} low
 * @param {number} high at least `low`
 * @returns {number}
 */
export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/**
 * Minutes and seconds to a hundredth, as the command line writes them: `1:02.50`.
 * @param {number} seconds
 * @returns {string}
 */
export function clock(seconds) {
  const hundredths = wholeNumber(seconds * 100);
  const minutes = Math.floor(hundredths / 6000);
  const rest = (hundredths - 6000 * minutes) / 100;
  return `${minutes}:${rest.toFixed(2).padStart(5, "0")}`;
}

/**
 * The nearest whole number; of two, the even one, as Python rounds: 0.125 s is `0:00.12` on the page and in the terminal.
 * @param {number} value
 * @returns {number}
 */
function wholeNumber(value) {
  const rounded = Math.round(value);
  const tie = Math.abs(value - Math.trunc(value)) === 0.5;
  return tie && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
