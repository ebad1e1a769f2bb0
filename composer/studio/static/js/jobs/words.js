/** Figures in words. */

/**
 * @param {number} bytes
 * @returns {string}
 */
export function inBytes(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/**
 * A stretch of time: `2.7 s`, `48 s`, `3 min 05 s`, `1 h 02 min`.
 *
 * @param {number} seconds
 * @returns {string}
 */
export function inSeconds(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (/** @type {number} */ count) => String(count).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/**
 * @param {number} count
 * @param {string} noun
 * @returns {string}
 */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * How long ago a file was written.
 *
 * @param {number} changed  Seconds since 1970.
 * @returns {string}
 */
export function ago(changed) {
  const minutes = Math.floor((Date.now() / 1000 - changed) / 60);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ago` : new Date(changed * 1000).toLocaleDateString();
}

/** What an encoder is called. @type {Record<string, string>} */
const ENCODERS = { h264: "H.264", hevc: "HEVC", av1: "AV1", prores: "ProRes", lossless: "lossless" };

/**
 * @param {string} name
 * @returns {string}
 */
export function encoderName(name) {
  return ENCODERS[name] ?? name;
}
