/** Marking arrivals while the film plays: each tap sets one scene, and the next tap the next one. */

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("../types.js").Song} Song */

/** Walks through the scenes; taps that come faster than the answers wait for their turn. */
export class Marker {
  /** @param {Studio} studio */
  constructor(studio) {
    this._studio = studio;
    /** @type {Promise<void>} */
    this._last = Promise.resolve();
    /** Scenes that were marked here, by id. @type {Set<string>} */
    this._marked = new Set();
  }

  /**
   * The chosen scene arrives at a time; with none chosen, the next one that has no cue yet.
   *
   * @param {number} seconds
   * @returns {Promise<void>} When it is written.
   */
  mark(seconds) {
    const marked = this._last.then(() => this._markNow(seconds));
    this._last = marked.catch(() => undefined);
    return marked;
  }

  /** @param {number} seconds */
  async _markNow(seconds) {
    const studio = this._studio;
    const scene = studio.selected >= 0 ? studio.scenes[studio.selected] : this._nextUnmarked();
    if (!scene) {
      studio.notify("plain", "Every scene has its cue.", "Choose the scene that you want to mark.");
      return;
    }
    const wasChosen = studio.selected === scene.number;
    const at = snapped(studio.song, studio.snap, seconds);
    const change = { do: "arrive", scene: scene.number, seconds: at, gesture: "roll" };
    const isDone = await studio.edit(`mark ${scene.id}`, [change]);
    if (!isDone) return;
    this._marked.add(scene.id);
    if (wasChosen && scene.number + 1 < studio.scenes.length) studio.select(scene.number + 1);
  }

  /** @returns {Scene | undefined} */
  _nextUnmarked() {
    // The first scene begins the film: there is nothing to mark.
    return this._studio.scenes.slice(1).find((scene) => scene.timing.kind !== "cue" && !this._marked.has(scene.id));
  }
}

/**
 * The nearest place that scenes snap to.
 *
 * @param {Song | null} song
 * @param {"section" | "bar" | "beat" | "none"} snap
 * @param {number} seconds
 */
export function snapped(song, snap, seconds) {
  if (!song || snap === "none") return seconds;
  const places = {
    section: song.sections.map((section) => section.start),
    bar: song.beats.filter((_, index) => song.positions[index] === 1),
    beat: song.beats,
  }[snap];
  return places.length ? places.reduce((a, b) => (Math.abs(b - seconds) < Math.abs(a - seconds) ? b : a)) : seconds;
}
