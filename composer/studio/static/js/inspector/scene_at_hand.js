/** The scene that the inspector shows, wherever in the film it is by now. */

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("../types.js").Change} Change */

/** Follows one scene by its id, through moves and drags. */
export class SceneAtHand {
  /**
   * @param {Studio} studio
   * @param {number} number
   */
  constructor(studio, number) {
    this._studio = studio;
    this._last = studio.scenes[number];
  }

  /** As it is shown now; as it was last, where it is gone. @returns {Scene} */
  get now() {
    this._last = this._studio.scenes.find((scene) => scene.id === this._last.id) ?? this._last;
    return this._last;
  }

  /** @param {string} key */
  has(key) {
    return this.now.written.includes(key);
  }

  /**
   * @param {string} key
   * @param {unknown} value  null takes the key away.
   * @returns {Change}
   */
  set(key, value) {
    return { do: "set", path: `scenes[${this.now.number}].${key}`, value };
  }

  /**
   * What a field needs to take its key away.
   *
   * @param {...string} keys
   * @returns {() => Change[] | null}
   */
  reset(...keys) {
    return () => {
      const written = keys.filter((key) => this.has(key));
      return written.length ? written.map((key) => this.set(key, null)) : null;
    };
  }

  /**
   * What undo will say that it takes back.
   *
   * @param {string} what
   * @returns {() => string}
   */
  names(what) {
    return () => `${what} of ${this.now.id}`;
  }
}
