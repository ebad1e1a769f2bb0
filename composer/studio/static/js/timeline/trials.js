/** What a drag would make of the film, asked again and again: one question at a time, the newest one next. */

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Change} Change */
/** @typedef {import("../api.js").Refusal} Refusal */

/** The questions of one drag. */
export class Trials {
  /**
   * @param {Studio} studio
   * @param {(refusal: Refusal | null) => void} told  Called with each answer that is still of interest.
   */
  constructor(studio, told) {
    this._studio = studio;
    this._told = told;
    /** @type {Change[] | null} */
    this._next = null;
    this._isAsking = false;
    this._isOver = false;
  }

  /** @param {Change[]} changes */
  ask(changes) {
    this._next = changes;
    if (!this._isAsking) void this._run();
  }

  /** Show the film as it is; what is still being asked is of no interest. */
  rest() {
    this._next = null;
    this._studio.endTrial();
  }

  /** The drag is over: nothing more is asked or told. */
  end() {
    this._next = null;
    this._isOver = true;
  }

  async _run() {
    this._isAsking = true;
    while (this._next) {
      const changes = this._next;
      this._next = null;
      const refusal = await this._studio.try(changes);
      if (this._isOver) break;
      if (!this._next) this._told(refusal);
    }
    this._isAsking = false;
  }
}
