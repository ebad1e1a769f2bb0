/** What can be done to the scenes from the timeline: each one step of the history, one after the other. */

import { freeId } from "./scene_words.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../types.js").Change} Change */
/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("./announcing.js").Announcer} Announcer */
/** @typedef {import("./song_grid.js").SongGrid} SongGrid */

/** What a new scene shows until the director says it. */
const NEW_PROMPT = "Describe this scene";

/** Changes wait for each other: each is made of the film that the last one left. */
export class SceneActions {
  /**
   * @param {Studio} studio
   * @param {SongGrid} grid
   * @param {Announcer} announcer
   */
  constructor(studio, grid, announcer) {
    this._studio = studio;
    this._grid = grid;
    this._announcer = announcer;
    /** @type {Promise<void>} */
    this._last = Promise.resolve();
  }

  /**
   * Let a scene arrive at another time.
   *
   * @param {Scene} scene
   * @param {number} seconds
   * @param {"roll" | "slide" | "ripple"} gesture
   */
  arrive(scene, seconds, gesture) {
    return this._do(async () => {
      const change = { do: "arrive", scene: scene.number, seconds, gesture };
      if (await this._edit(`move ${scene.id}`, change)) this._sayWhere(scene.number);
    });
  }

  /**
   * The chosen scene arrives a beat or a bar earlier or later.
   *
   * @param {1 | -1} direction
   * @param {"beat" | "bar"} unit
   */
  nudge(direction, unit) {
    // The one that is chosen now, however long what was asked for before takes.
    const chosen = this._scene(this._studio.selected)?.id;
    return this._do(async () => {
      const scene = this._studio.film?.scenes?.find(({ id }) => id === chosen);
      if (!scene) return;
      const seconds = this._grid.measures.next(scene.arrival, direction, unit);
      if (seconds === null) return this._announcer.say(`No ${unit} there`);
      const change = { do: "arrive", scene: scene.number, seconds, gesture: "roll" };
      if (await this._edit(`move ${scene.id}`, change)) this._sayWhere(scene.number);
    });
  }

  /**
   * Put a scene at another place in the order.
   *
   * @param {number} number
   * @param {number} to  Its index then.
   */
  move(number, to) {
    return this._do(async () => {
      const scene = this._scene(number);
      if (!scene || to === number || !this._scene(to)) return;
      if (!(await this._edit(`move ${scene.id}`, { do: "move", scene: number, to }))) return;
      this._studio.select(to);
      if (scene.timing.kind === "cue" && this._scene(to)?.timing.kind === "flexible") {
        const words = `${scene.id} gave up ${scene.timing.text}, which does not fit there, and shares what is left`;
        this._studio.notify("plain", words, "Undo brings it back.");
      }
      this._announcer.say(`${scene.id} is scene ${to + 1} of ${this._studio.scenes.length}`);
    });
  }

  /** @param {number} number */
  duplicate(number) {
    return this._do(async () => {
      const scene = this._scene(number);
      if (!scene) return;
      const id = freeId(scene.id, this._studio.scenes);
      if (!(await this._edit(`duplicate ${scene.id}`, { do: "duplicate", scene: number, id }))) return;
      this._studio.select(number + 1);
      this._announcer.say(`${id} added`);
    });
  }

  /** @param {number} number */
  addAfter(number) {
    return this._do(async () => {
      const id = freeId("scene", this._studio.scenes);
      const change = { do: "add", scene: number + 1, id, prompt: NEW_PROMPT };
      if (!(await this._edit(`add ${id}`, change))) return;
      this._studio.select(number + 1);
      this._announcer.say(`${id} added`);
    });
  }

  /** @param {number} number */
  remove(number) {
    return this._do(async () => {
      const scene = this._scene(number);
      if (!scene) return;
      if (!(await this._edit(`remove ${scene.id}`, { do: "remove", scene: number }))) return;
      this._studio.select(Math.min(number, this._studio.scenes.length - 1));
      this._announcer.say(`${scene.id} removed`);
    });
  }

  /**
   * @param {string} label
   * @param {Change} change
   */
  _edit(label, change) {
    return this._studio.edit(label, [change]);
  }

  /** @param {number} number */
  _scene(number) {
    return this._studio.film?.scenes?.[number] ?? null;
  }

  /** @param {number} number */
  _sayWhere(number) {
    const scene = this._scene(number);
    if (!scene) return;
    const place = this._grid.measures.name(scene.arrival) || `${scene.arrival.toFixed(2)} seconds`;
    this._announcer.say(`${scene.id} arrives at ${place}`);
  }

  /** @param {() => Promise<void>} act */
  _do(act) {
    // One that failed does not keep the next from being done.
    this._last = this._last.catch(() => {}).then(act);
    return this._last;
  }
}
