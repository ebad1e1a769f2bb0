/** The lane of scenes: one box for each that is seen, to be chosen, dragged, put in another order. */

import { element } from "../dom.js";
import { ArrivalDrag } from "./arrival_drag.js";
import { Holding } from "./holding.js";
import { OrderDrag } from "./order_drag.js";
import { SceneBox } from "./scene_box.js";
import { extent } from "./scene_words.js";

/** @typedef {import("../types.js").Scene} Scene */
/** @typedef {import("./timeline.js").Bench} Bench */

/** Boxes are drawn so many pixels beyond the view. */
const BEYOND = 80;
/** Narrower scenes keep their name in place of the button of their menu. */
const ROOM_FOR_MENU = 96;

/** A list box whose options lie where their scenes are in the song. */
export class Lane {
  /**
   * @param {Bench} bench
   * @param {(number: number, x: number, y: number) => void} openMenu  For a scene, at a place of the window.
   */
  constructor(bench, openMenu) {
    this._bench = bench;
    this._openMenu = openMenu;
    this.list = element("div", { class: "tl-scenes", role: "listbox", "aria-label": "Scenes", "aria-orientation": "horizontal" });
    this._more = element("button", { class: "tl-more hidden", type: "button", "aria-haspopup": "menu", text: "⋯", onclick: () => this.openMenuOfChosen() });
    this._empty = element("div", { class: "tl-empty soft hidden" });
    this.place = element("div", { class: "tl-lane" }, this.list, this._more, this._empty);
    /** @type {Map<number, SceneBox>} */
    this._boxes = new Map();
    /** @type {Holding | null} */
    this._holding = null;
    this._listen();
  }

  /** Draw what is seen; a few boxes, however many scenes there are. */
  draw() {
    const { studio, viewport } = this._bench;
    const { scenes, timing } = studio;
    const seen = new Set();
    for (let index = 0; timing && index < scenes.length; index++) {
      const { from, to } = extent(scenes, index, timing.duration);
      const [left, right] = [Math.round(viewport.scale.x(from)), Math.round(viewport.scale.x(to))];
      if (!this._isKept(index) && (right < -BEYOND || left > viewport.scale.view + BEYOND)) continue;
      seen.add(index);
      const isChosen = index === studio.selected;
      const isEntry = index === Math.max(studio.selected, 0);
      this._box(index).show({ scene: scenes[index], timing, count: scenes.length, to, left, right, isChosen, isEntry });
    }
    for (const [index, { box }] of this._boxes) if (!seen.has(index)) this._drop(index, box);
    this._placeMore();
    this._sayEmpty();
  }

  /** A drag that goes on ends: the film has become another one. */
  cancelDrag() {
    this._holding?.cancel();
    this._holding = null;
  }

  get isDragging() {
    return this._holding?.isHeld ?? false;
  }

  openMenuOfChosen() {
    const box = this._boxes.get(this._bench.studio.selected)?.box;
    if (!box) return;
    const { left, right, top } = (this._more.classList.contains("hidden") ? box : this._more).getBoundingClientRect();
    this._openMenu(this._bench.studio.selected, Math.min(Math.max(left, 8), right), top);
  }

  /** @param {number} number */
  focus(number) {
    this._boxes.get(number)?.box.focus({ preventScroll: true });
  }

  get hasFocus() {
    return this.place.contains(document.activeElement);
  }

  _listen() {
    this.list.addEventListener("pointerdown", (event) => this._down(event));
    // The mouse chooses without taking the focus: arrows then still step frames.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("dblclick", (event) => this._seek(sceneAt(event)));
    this.list.addEventListener("contextmenu", (event) => this._menu(event));
    this.list.addEventListener("keydown", (event) => this._key(event));
  }

  /** @param {number} index */
  _box(index) {
    const found = this._boxes.get(index);
    if (found) return found;
    const made = new SceneBox();
    this._boxes.set(index, made);
    this.list.append(made.box);
    return made;
  }

  /** Whether a box stays though it is out of sight: Tab must come to it, and the focus must not be lost. @param {number} index */
  _isKept(index) {
    return index === Math.max(this._bench.studio.selected, 0) || this._boxes.get(index)?.box === document.activeElement;
  }

  /**
   * @param {number} index
   * @param {HTMLElement} box
   */
  _drop(index, box) {
    box.remove();
    this._boxes.delete(index);
  }

  _placeMore() {
    const { studio, viewport } = this._bench;
    const scene = studio.scenes[studio.selected];
    const extents = scene && studio.timing ? extent(studio.scenes, scene.number, studio.timing.duration) : null;
    const right = extents ? Math.min(viewport.scale.x(extents.to), viewport.scale.view) : -1;
    const isSeen = extents !== null && right - Math.max(viewport.scale.x(extents.from), 0) > ROOM_FOR_MENU;
    this._more.classList.toggle("hidden", !isSeen);
    this._more.style.transform = `translateX(${Math.round(right) - 31}px)`;
    if (scene) this._more.setAttribute("aria-label", `What can be done to ${scene.id}`);
  }

  _sayEmpty() {
    const { film } = this._bench.studio;
    const phrases = { listening: "Listening to the song …", wrong: "The storyboard has no scenes that can be shown yet", ready: "" };
    const text = film?.scenes ? "" : phrases[film?.phase ?? "listening"];
    this._empty.textContent = text;
    this._empty.classList.toggle("hidden", text === "");
  }

  /** @param {PointerEvent} event */
  _down(event) {
    const number = sceneUnder(event);
    const scene = this._bench.studio.scenes[number];
    if (!scene || event.button !== 0 || event.ctrlKey) return;
    const part = /** @type {HTMLElement} */ (event.target).closest("[data-part]")?.getAttribute("data-part") ?? "body";
    const isPanning = event.pointerType === "touch" && part === "body" && number !== this._bench.studio.selected;
    this.cancelDrag();
    if (isPanning) this._tap(event, number);
    else this._holding = new Holding(this.list, event, this._bench.viewport, this._drag(scene, part, event));
  }

  /**
   * A finger on a scene that is not chosen scrolls the lane; a tap chooses it.
   *
   * @param {PointerEvent} down
   * @param {number} number
   */
  _tap(down, number) {
    const over = new AbortController();
    this.list.addEventListener("pointercancel", () => over.abort(), { signal: over.signal });
    this.list.addEventListener(
      "pointerup",
      (event) => {
        over.abort();
        if (Math.abs(event.clientX - down.clientX) < 8) this._bench.studio.select(number);
      },
      { signal: over.signal },
    );
  }

  /**
   * @param {Scene} scene
   * @param {string} part
   * @param {PointerEvent} event
   */
  _drag(scene, part, event) {
    if (part === "grip") return new OrderDrag(this._bench, scene, this.place);
    return new ArrivalDrag(this._bench, scene, part === "edge" ? "roll" : "slide", event);
  }

  /** @param {MouseEvent} event */
  _menu(event) {
    const number = sceneUnder(event);
    if (number < 0) return;
    event.preventDefault();
    this.cancelDrag();
    this._bench.studio.select(number);
    if (event.clientX || event.clientY) this._openMenu(number, event.clientX, event.clientY);
    else this.openMenuOfChosen();
  }

  /** @param {number} number */
  _seek(number) {
    const scene = this._bench.studio.scenes[number];
    if (!scene) return;
    this._bench.studio.player.seek(scene.arrival);
    this._bench.announcer.say(`At ${scene.id}`);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { studio } = this._bench;
    const last = studio.scenes.length - 1;
    const here = Math.max(sceneUnder(event), 0);
    const to = { ArrowLeft: here - 1, ArrowUp: here - 1, ArrowRight: here + 1, ArrowDown: here + 1, Home: 0, End: last }[event.key];
    if (to === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (to === undefined) return this._seek(here);
    studio.select(Math.min(Math.max(to, 0), last));
    this.draw();
    this.focus(studio.selected);
  }
}

/**
 * The number of the scene at a place of the window: the pointer is captured, so events do not say what is under it.
 *
 * @param {MouseEvent} event
 */
function sceneAt({ clientX, clientY }) {
  const box = document.elementFromPoint(clientX, clientY)?.closest("[data-scene]");
  return Number(box?.getAttribute("data-scene") ?? -1);
}

/**
 * The number of the scene that an event happened in, -1 for none.
 *
 * @param {Event} event
 */
function sceneUnder(event) {
  const box = event.target instanceof Element ? event.target.closest("[data-scene]") : null;
  return Number(box?.getAttribute("data-scene") ?? -1);
}
