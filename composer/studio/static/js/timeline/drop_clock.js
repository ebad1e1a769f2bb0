/** How long it takes from letting go to seeing it: marks and a measure for whoever looks at the page's performance. */

/** @typedef {import("../studio.js").Studio} Studio */

/** Marks `drop`, `shown` in the first animation frame with the new film, and measures `drop to picture`. */
export class DropClock {
  /** @param {Studio} studio */
  constructor(studio) {
    this._isWaiting = false;
    studio.addEventListener("film", () => {
      if (!this._isWaiting) return;
      this._isWaiting = false;
      requestAnimationFrame(() => {
        performance.mark("shown");
        performance.measure("drop to picture", "drop", "shown");
      });
    });
  }

  /** @param {Promise<void>} done  Fulfilled once the film is there, or once it was refused. */
  dropped(done) {
    performance.mark("drop");
    this._isWaiting = true;
    void done.then(() => (this._isWaiting = false));
  }
}
