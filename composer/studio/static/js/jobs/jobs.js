/** What runs on the server: the one job, its films, and asking for more. */

import { get, post, Refusal } from "../api.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./types.js").Job} Job */
/** @typedef {import("./types.js").Ask} Ask */

/** Dispatches `change` when the job or the films are others, and `over` when a job has just ended. */
export class Jobs extends EventTarget {
  /** @param {Studio} studio */
  constructor(studio) {
    super();
    /** The one that runs, or the last one. @type {Job | null} */
    this.job = null;
    /** The films in the storyboard's folder, the newest first. @type {import("./types.js").FilmFile[]} */
    this.films = [];
    studio.addEventListener("job", (event) => this._told(/** @type {CustomEvent} */ (event).detail));
    studio.addEventListener("connection", () => {
      if (studio.isConnected) void this.load();
    });
    if (studio.isConnected) void this.load();
  }

  get isRunning() {
    return this.job?.phase === "running" || this.job?.phase === "stopping";
  }

  async load() {
    try {
      this._take(await get("/api/job"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /**
   * Start a job; what is refused is told in a notice.
   *
   * @param {Ask} ask
   * @returns {Promise<Refusal | null>} Why it was not started.
   */
  async start(ask) {
    return this._post("/api/job", ask);
  }

  /** @returns {Promise<Refusal | null>} */
  async cancel() {
    return this._post("/api/job/cancel", {});
  }

  /**
   * What a job would take.
   *
   * @param {Ask} ask
   * @returns {Promise<import("./types.js").Cost>}
   */
  async cost(ask) {
    const fields = Object.entries(ask).map(([name, value]) => [name, String(value)]);
    return get(`/api/cost?${new URLSearchParams(fields)}`);
  }

  /**
   * @param {string} path
   * @param {object} body
   */
  async _post(path, body) {
    try {
      this._take(await post(path, body));
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 409) await this.load();
      return error;
    }
  }

  /** @param {{job: Job | null, films: import("./types.js").FilmFile[]}} state */
  _take(state) {
    this.films = state.films;
    this._set(state.job);
  }

  /** @param {Job} job */
  _told(job) {
    const isOver = job.phase !== "running" && job.phase !== "stopping";
    // A new film is in the folder before the page is told that its job is done.
    if (isOver) void this.load();
    else this._set(job);
  }

  /** @param {Job | null} job */
  _set(job) {
    // An answer that was under way may be older than the last event.
    if (job && this.job && job.number < this.job.number) return;
    const wasRunning = this.isRunning;
    this.job = job;
    this.dispatchEvent(new Event("change"));
    if (wasRunning && !this.isRunning) this.dispatchEvent(new Event("over"));
  }
}

/** @type {WeakMap<Studio, Jobs>} */
const known = new WeakMap();

/**
 * The jobs of a studio, the same for all parts of the page.
 *
 * @param {Studio} studio
 * @returns {Jobs}
 */
export function jobsOf(studio) {
  const found = known.get(studio) ?? new Jobs(studio);
  known.set(studio, found);
  return found;
}
