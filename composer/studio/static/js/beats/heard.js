/** When a key was pressed, in the song as it was heard. */

/** @typedef {import("../player.js").Player} Player */

const STORE = "longzoom.tapsLateMs";
/** Sound over the air comes late by a third of a second at most. */
const MOST_MS = 500;

/**
 * The second of the song that was heard when something happened.
 *
 * The clock of a media element says what leaves the loudspeaker, not what is handed to the sound card: browsers take
 * the output's latency off already. What they do not know (headphones over the air, a slow screen, a slow hand) is the
 * person's own offset.
 *
 * @param {Player} player
 * @param {Event} event  Its time stamp counts, not when it is looked at.
 */
export function heardTime(player, event) {
  const late = isPlayingForward(player) ? (performance.now() - event.timeStamp + tapsLateMs()) / 1000 : 0;
  return Math.min(Math.max(player.time - late * player.rate, 0), player.duration);
}

/** @param {Player} player */
export function isPlayingForward(player) {
  return player.isPlaying && player.rate > 0;
}

/** By how many milliseconds the person's taps come late. */
export function tapsLateMs() {
  try {
    const kept = Number(localStorage.getItem(STORE) ?? 0);
    return Number.isFinite(kept) ? Math.min(Math.max(kept, -MOST_MS), MOST_MS) : 0;
  } catch {
    return 0; // Some browsers keep nothing for a page on this machine.
  }
}

/** @param {number} milliseconds */
export function setTapsLateMs(milliseconds) {
  try {
    localStorage.setItem(STORE, String(Math.min(Math.max(Math.round(milliseconds), -MOST_MS), MOST_MS)));
  } catch {
    // Then it holds no longer than this page: nothing else depends on it.
  }
}
