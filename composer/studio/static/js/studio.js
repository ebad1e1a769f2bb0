/** What the page knows: the film, its song and pictures, what is chosen, and every change of it. */

import { get, listen, post, Refusal } from "./api.js";
import { Player } from "./player.js";

/** @typedef {import("./types.js").Film} Film */
/** @typedef {import("./types.js").Song} Song */
/** @typedef {import("./types.js").Pictures} Pictures */
/** @typedef {import("./types.js").Trial} Trial */
/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Change} Change */

/**
 * Dispatches `film`, `song`, `pictures` when those are new, `trial` while something is dragged, `selection`, `snap`,
 * `notice` (its `detail` is `{kind, message, hint}`), `connection`, and `job` with the server's word of what runs.
 */
export class Studio extends EventTarget {
  constructor() {
    super();
    this.player = new Player();
    /** @type {Film | null} */
    this.film = null;
    /** @type {Song | null} */
    this.song = null;
    /** @type {Pictures | null} */
    this.pictures = null;
    /** What the drag that goes on would make of the film. @type {Trial | null} */
    this.trial = null;
    /** Index of the chosen scene, -1 for none. */
    this.selected = -1;
    /** What drags snap to. @type {"section" | "bar" | "beat" | "none"} */
    this.snap = "bar";
    /** Whether that is what the film's flexible scenes snap to, or what was chosen since. */
    this._hasSnap = false;
    this.isConnected = false;
    /** @type {Float64Array} */
    this._depths = new Float64Array();
    this._depthsOf = "";
    this._trials = 0;
    /** How often the film was asked for, and how often a change has answered with it. */
    this._asked = 0;
    this._answered = 0;
    this._picturesAsked = 0;
    /** The revision that the server told of last, and how often it told of one. */
    this._told = "";
    this._tellings = 0;
    /** The change that is on its way: the next one waits, since it needs the revision that this one makes. */
    this._last = Promise.resolve(/** @type {Refusal | null} */ (null));
    /** Changes of this page whose answers are awaited. */
    this._posting = 0;
  }

  /** Load everything, and follow what changes. */
  async open() {
    listen(
      {
        film: (data) => void this._filmChanged(data.revision),
        pictures: () => void this._loadPictures(),
        job: (data) => this._dispatch("job", data),
        notice: (data) => this.notify(data.kind, data.message, data.hint),
      },
      (isOpen) => {
        this.isConnected = isOpen;
        this._dispatch("connection");
        if (isOpen) void this.reload();
      },
    );
  }

  /** Ask for everything anew. */
  async reload() {
    await this._loadFilm();
    await this._loadPictures();
  }

  /** The scenes as they are shown: as the drag has them, else as they are. @returns {Scene[]} */
  get scenes() {
    return (this.trial ?? this.film)?.scenes ?? [];
  }

  /** @returns {import("./types.js").FilmTiming | null} */
  get timing() {
    return (this.trial ?? this.film)?.film ?? null;
  }

  /** The depth of each frame as it is shown. @returns {Float64Array} */
  get depths() {
    const text = this.timing?.depths ?? "";
    if (text !== this._depthsOf) {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      this._depths = new Float64Array(bytes.buffer);
      this._depthsOf = text;
    }
    return this._depths;
  }

  /**
   * The camera's depth at a second of the song: of the frame that is shown then, and part of the way to the next one
   * while it plays.
   *
   * @param {number} seconds
   * @param {boolean} [between]  Whether to go part of the way.
   */
  depthAt(seconds, between = this.player.isPlaying) {
    const depths = this.depths;
    if (!this.timing || depths.length === 0) return 0;
    const [above, below] = this.timing.fps;
    const place = (seconds * above) / below + 1e-6;
    const frame = Math.min(Math.max(Math.floor(place), 0), depths.length - 1);
    const next = Math.min(frame + 1, depths.length - 1);
    const part = between && place < depths.length ? Math.max(place - frame, 0) : 0;
    return depths[frame] + part * (depths[next] - depths[frame]);
  }

  /**
   * Choose a scene.
   *
   * @param {number} number  -1 for none.
   */
  select(number) {
    this.selected = number;
    this._dispatch("selection");
  }

  /** @param {"section" | "bar" | "beat" | "none"} snap */
  setSnap(snap) {
    this.snap = snap;
    this._dispatch("snap");
  }

  /**
   * Write changes into the storyboard, as one step of the history. What is refused is told in a notice.
   *
   * @param {string} label  What undo will say that it takes back, such as `move prom`.
   * @param {Change[]} changes
   * @returns {Promise<boolean>} Whether it was done.
   */
  async edit(label, changes) {
    this._trials += 1;
    return this.ask("/api/edit", { label, changes });
  }

  /**
   * The same for whoever shows a refusal at its own place: it is told in no notice.
   *
   * @param {string} label
   * @param {() => Change[]} changes  Asked for when those before are done.
   * @returns {Promise<Refusal | null>} Why it was not done, else null.
   */
  async write(label, changes) {
    this._trials += 1;
    return this._post("/api/edit", () => ({ label, changes: changes() }));
  }

  /**
   * What arrivals would make of the film, without writing anything; the newest one wins.
   *
   * @param {Change[]} changes  Of the kind `arrive`.
   * @returns {Promise<Refusal | null>} Why it cannot be, else null.
   */
  async try(changes) {
    const number = ++this._trials;
    try {
      const trial = await post("/api/try", { changes });
      if (number === this._trials) this._setTrial(/** @type {Trial} */ (trial));
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return error;
    }
  }

  /** Show the film as it is again. */
  endTrial() {
    this._trials += 1;
    if (this.trial) this._setTrial(null);
  }

  undo() {
    return this.ask("/api/undo", {});
  }

  redo() {
    return this.ask("/api/redo", {});
  }

  /**
   * Post something that changes the film: the revision goes along, the film that is answered is shown.
   *
   * @param {string} path
   * @param {object} body
   * @returns {Promise<boolean>} Whether it was done.
   */
  async ask(path, body) {
    const refusal = await this._post(path, () => body);
    if (refusal) this.notify("bad", refusal.message, refusal.hint);
    return refusal === null;
  }

  /**
   * @param {string} path
   * @param {() => object} body
   * @returns {Promise<Refusal | null>}
   */
  _post(path, body) {
    this._last = this._last.catch(() => null).then(() => this._postNow(path, body()));
    return this._last;
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<Refusal | null>}
   */
  async _postNow(path, body) {
    const tellings = this._tellings;
    this._posting += 1;
    try {
      const film = await post(path, { ...body, revision: this.film?.revision ?? "" });
      this._answered += 1;
      await this._setFilm(/** @type {Film} */ (film));
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.endTrial();
      if (error.status === 409) await this._loadFilm();
      return error;
    } finally {
      this._posting -= 1;
      await this._catchUp(tellings);
    }
  }

  /**
   * Tell the person at the page something.
   *
   * @param {"good" | "bad" | "plain"} kind
   * @param {string} message
   * @param {string} [hint]
   */
  notify(kind, message, hint = "") {
    this._dispatch("notice", { kind, message, hint });
  }

  /**
   * Ask for the film that the server has told of; not while an answer is awaited that brings it.
   *
   * @param {string} revision
   */
  async _filmChanged(revision) {
    this._told = revision;
    this._tellings += 1;
    if (this._posting > 0) return;
    if (revision !== this.film?.revision || this.film.phase !== "ready") await this._loadFilm();
  }

  /**
   * Ask again where another revision was told of while the answer was on its way. One that is taken back outside has
   * the revision from before again: it was no news when it was told, but is by now.
   *
   * @param {number} tellings  How many there were when it was asked for.
   */
  async _catchUp(tellings) {
    if (tellings !== this._tellings && this._told !== this.film?.revision) await this._loadFilm();
  }

  /** Only the newest answer counts, and none that was on its way while a change brought another film. */
  async _loadFilm() {
    const asked = ++this._asked;
    const answered = this._answered;
    const tellings = this._tellings;
    try {
      const film = /** @type {Film} */ (await get("/api/film"));
      if (asked !== this._asked) return;
      if (answered !== this._answered) await this._loadFilm();
      else await this._setFilm(film);
      await this._catchUp(tellings);
    } catch (error) {
      if (error instanceof Refusal) this.notify("bad", error.message, error.hint);
      else throw error;
    }
  }

  async _loadPictures() {
    const asked = ++this._picturesAsked;
    try {
      const pictures = /** @type {Pictures | null} */ (await get("/api/pictures"));
      if (asked !== this._picturesAsked) return;
      this.pictures = pictures;
      this._dispatch("pictures");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /** @param {Film} film */
  async _setFilm(film) {
    const chosen = sameScene(this.film?.scenes ?? [], this.selected, film.scenes ?? []);
    this.trial = null;
    this.film = film;
    if (chosen !== this.selected) this.select(chosen);
    if (film.song !== (this.song?.digest ?? null)) {
      this.song = film.song ? /** @type {Song} */ (await get("/api/song")) : null;
      this._dispatch("song");
    }
    if (film.film && !this._hasSnap) {
      this._hasSnap = true;
      this.setSnap(/** @type {Studio["snap"]} */ (film.film.snap));
    }
    if (film.film) {
      const [above, below] = film.film.fps;
      this.player.load(this.song?.url ?? null, film.film.duration, below / above);
    }
    this._dispatch("film");
  }

  /** @param {Trial | null} trial */
  _setTrial(trial) {
    this.trial = trial;
    this._dispatch("trial");
  }

  /**
   * @param {string} name
   * @param {unknown} [detail]
   */
  _dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * Where a scene is after a change: under its id, else in its place where it was given another id, else nowhere.
 *
 * @param {Scene[]} before
 * @param {number} number
 * @param {Scene[]} after
 */
function sameScene(before, number, after) {
  const id = before[number]?.id;
  const found = after.findIndex((scene) => scene.id === id);
  return found >= 0 ? found : number < after.length && before.length === after.length ? number : -1;
}
