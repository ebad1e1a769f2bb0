/** The server's room for beats: which corrections are in force, and every one that is made. */

import { get, Refusal } from "../api.js";

/** @typedef {import("../studio.js").Studio} Studio */

/**
 * What `/api/beats` answers.
 *
 * @typedef {object} BeatsTold
 * @property {string} file  Name of the beats file; empty in a silent film.
 * @property {string | null} wrong  What is wrong with the file.
 * @property {"tracked" | "even" | "listed"} kind
 * @property {{key: string, says: string}[]} corrections  Those in force.
 * @property {number[]} anchors  Seconds of the beats that were set by hand.
 * @property {number | null} meter  As the file says it.
 * @property {{tempo: number, meter: number} | null} heard  What the tracker found.
 * @property {Record<string, string>} cannot  Why a gesture cannot be made, by its name.
 */

/** Dispatches `change` when what is told is another, or when it begins or ends to be busy. */
export class BeatsRoom extends EventTarget {
  /** @param {Studio} studio */
  constructor(studio) {
    super();
    this._studio = studio;
    /** @type {BeatsTold | null} */
    this.told = null;
    this._waiting = 0;
    /** @type {Promise<unknown>} */
    this._last = Promise.resolve();
    this._toldOf = "";
    studio.addEventListener("film", () => void this._load());
  }

  /** Whether a correction is on its way: listening anew takes some seconds. */
  get isBusy() {
    return this._waiting > 0;
  }

  /**
   * Make a correction; one after the other, each on what the one before has made.
   *
   * @param {string} what  Its name.
   * @param {Record<string, unknown>} [fields]
   * @returns {Promise<boolean>} Whether it was made; what is refused is told in a notice.
   */
  mend(what, fields = {}) {
    this._setWaiting(1);
    const made = this._last.then(() => this._studio.ask("/api/beats", { do: what, ...fields }));
    this._last = made.catch(() => undefined).finally(() => this._setWaiting(-1));
    return made;
  }

  /** @param {1 | -1} change */
  _setWaiting(change) {
    this._waiting += change;
    this.dispatchEvent(new Event("change"));
  }

  async _load() {
    const { film, song } = this._studio;
    // The song's digest is another one after each change of the beats file; problems may be of the beats file too.
    const now = JSON.stringify([film?.phase, song?.digest, film?.problems]);
    if (now === this._toldOf) return;
    this._toldOf = now;
    try {
      this.told = /** @type {BeatsTold} */ (await get("/api/beats"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this._toldOf = "";
      return;
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** @type {WeakMap<Studio, BeatsRoom>} */
const rooms = new WeakMap();

/**
 * The one room of a studio.
 *
 * @param {Studio} studio
 * @returns {BeatsRoom}
 */
export function beatsRoomOf(studio) {
  const room = rooms.get(studio) ?? new BeatsRoom(studio);
  rooms.set(studio, room);
  return room;
}
