/** The portal of the chosen scene, drawn into the picture, to be moved and turned there. */

import { inverse, mapped, ZoomPath } from "../preview/geometry.js";
import { setAll, shape } from "../svg.js";
import { portalCorners, portalSteps, turnedBy, wholePortal } from "./portals.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../keys.js").Keys} Keys */
/** @typedef {import("./portals.js").PortalPlace} PortalPlace */

/** From the portal's upper edge to its handle, in pixels. */
const ARM = 26;
/** An arrow key moves the portal so much of the picture, or turns it so many degrees. */
const NUDGE = 0.005;
const NUDGE_DEGREES = 1;
/** So long after the last key was let go the portal is written, once. */
const SETTLE_MS = 400;

/** Draws the rectangle, and takes what the mouse, a finger or the keys do to it. */
export class PortalOverlay {
  /**
   * @param {Studio} studio
   * @param {Keys} keys
   * @param {HTMLElement} frame  The frame of the film on the page.
   * @param {(portals: Map<number, import("../preview/geometry.js").Similarity>) => void} bend  Shows other portals.
   */
  constructor(studio, keys, frame, bend) {
    this._studio = studio;
    this._frame = frame;
    this._bend = bend;
    /** The portal that a drag has made, and the scene's id. @type {{portal: PortalPlace, id: string} | null} */
    this._dragged = null;
    /** Where the portal was taken hold of. @type {{from: readonly [number, number], at: [number, number]} | null} */
    this._grip = null;
    /** Until the keys have come to rest; while one is held there is no end to wait for. */
    this._settling = 0;
    this._isNudged = false;
    this._isHeld = false;
    this._isWriting = false;
    /** @type {ZoomPath | null} */
    this._path = null;
    /** The pictures that it is the path of. @type {import("../types.js").Pictures | null} */
    this._pathOf = null;
    this._svg = shape("svg", { class: "portal", "aria-hidden": "false" });
    this._area = shape("polygon", { class: "area", tabindex: "0", role: "slider", "aria-valuenow": "0" });
    this._arm = shape("line", { class: "arm" });
    this._knob = shape("circle", { class: "knob", r: "8", tabindex: "0", role: "slider", "aria-valuenow": "0" });
    this._svg.append(this._area, this._arm, this._knob);
    frame.append(this._svg);
    this._area.addEventListener("pointerdown", (event) => this._drag(event, (at) => this._movedTo(event, at)));
    this._knob.addEventListener("pointerdown", (event) => this._drag(event, (at) => this._turnedTo(at)));
    this._area.addEventListener("keydown", (event) => this._press(event, false));
    this._knob.addEventListener("keydown", (event) => this._press(event, true));
    for (const each of [this._area, this._knob]) {
      each.addEventListener("keyup", () => this._released());
      each.addEventListener("blur", () => void this._settle());
    }
    studio.addEventListener("selection", () => void this._settle());
    studio.addEventListener("pictures", () => this._catchUp());
    keys.add({ keys: ["p"], group: "Picture", does: "Go to the chosen scene and its portal", run: () => this._go() });
  }

  /** Draw the portal where it is now; it is there only while the film rests. */
  draw() {
    const view = this._view();
    this._svg.classList.toggle("hidden", view === null);
    if (view === null) return;
    const { portal, toPage, aspect } = view;
    const points = portalCorners(portal, aspect).map(toPage);
    this._area.setAttribute("points", points.map((point) => point.join(",")).join(" "));
    const top = [(points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2];
    const middle = toPage(wholePortal(portal, aspect).b);
    const length = Math.hypot(top[0] - middle[0], top[1] - middle[1]) || 1;
    const knob = top.map((value, axis) => value + ((value - middle[axis]) / length) * ARM);
    setAll(this._arm, { x1: top[0], y1: top[1], x2: knob[0], y2: knob[1] });
    setAll(this._knob, { cx: knob[0], cy: knob[1] });
    const scene = this._studio.scenes[this._studio.selected];
    const where = `${Math.round(portal.at[0] * 100)} % across, ${Math.round(portal.at[1] * 100)} % down`;
    setAll(this._area, { "aria-label": `Portal of ${scene.id}`, "aria-valuetext": where });
    setAll(this._knob, { "aria-label": `Turn of the portal of ${scene.id}`, "aria-valuenow": portal.turn });
    setAll(this._knob, { "aria-valuetext": `${portal.turn.toFixed(1)} degrees` });
  }

  /** The chosen scene's portal, and the map from its picture to the page; null where there is none to see. */
  _view() {
    const { selected, scenes, pictures, player, timing } = this._studio;
    const scene = scenes[selected];
    const drawn = pictures?.portals[selected];
    if (!scene || !drawn || !pictures || !timing || player.isPlaying || scene.steps === 0) return null;
    const portal = this._dragged?.id === scene.id ? this._dragged.portal : drawn;
    const { stack } = pictures;
    const depth = this._studio.depthAt(player.time, false);
    // Only where that scene's own picture fills the frame, or nearly.
    if (Math.abs(depth - scene.firstStep) > 0.9) return null;
    if (!this._path || this._pathOf !== pictures) {
      this._path = new ZoomPath(stack.nestings);
      this._pathOf = pictures;
    }
    const inScene = inverse(this._path.frameIn(stack.first + scene.firstStep, stack.first + depth));
    const aspect = stack.canvas[0] / stack.canvas[1];
    const [width, height] = [this._frame.clientWidth, this._frame.clientHeight];
    const unit = height / Math.min(1, aspect / (timing.size[0] / timing.size[1]));
    /** @type {(point: readonly [number, number]) => [number, number]} */
    const toPage = (point) => {
      const [x, y] = mapped(inScene, point);
      return [width / 2 + x * unit, height / 2 + y * unit];
    };
    const back = inverse(inScene);
    /** @type {(x: number, y: number) => readonly [number, number]} */
    const toScene = (x, y) => mapped(back, [(x - width / 2) / unit, (y - height / 2) / unit]);
    return { scene, portal, aspect, toPage, toScene };
  }

  /** Seek to the chosen scene's arrival, where its portal can be moved. */
  _go() {
    const { scenes, selected, player } = this._studio;
    if (!scenes[selected]) return;
    player.pause();
    player.seek(scenes[selected].arrival + this._studio.player.frameSeconds / 2);
    this._area.focus();
  }

  /**
   * @param {PointerEvent} start
   * @param {(point: readonly [number, number]) => PortalPlace | null} moved
   */
  _drag(start, moved) {
    if (start.button !== 0) return;
    start.preventDefault();
    const target = /** @type {SVGElement} */ (start.currentTarget);
    target.setPointerCapture(start.pointerId);
    target.focus({ preventScroll: true });
    const box = this._frame.getBoundingClientRect();
    const move = (/** @type {PointerEvent} */ event) => {
      const view = this._view();
      const portal = view && moved(view.toScene(event.clientX - box.left, event.clientY - box.top));
      if (portal) this._show(portal);
    };
    const end = (/** @type {Event} */ event) => {
      target.removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) target.removeEventListener(name, end);
      document.removeEventListener("keydown", cancel, true);
      this._isHeld = false;
      void this._drop(event.type === "pointerup");
    };
    const cancel = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      end(event);
    };
    target.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) target.addEventListener(name, end);
    document.addEventListener("keydown", cancel, true);
    this._grip = null;
    this._isHeld = true;
  }

  /**
   * @param {PointerEvent} start
   * @param {readonly [number, number]} point
   * @returns {PortalPlace | null}
   */
  _movedTo(start, point) {
    const view = this._view();
    if (!view) return null;
    if (!this._grip) {
      const box = this._frame.getBoundingClientRect();
      const from = view.toScene(start.clientX - box.left, start.clientY - box.top);
      this._grip = { from, at: view.portal.at };
    }
    const { from, at } = this._grip;
    return {
      ...view.portal,
      at: [round(at[0] + (point[0] - from[0]) / view.aspect, 4), round(at[1] + point[1] - from[1], 4)],
    };
  }

  /**
   * @param {readonly [number, number]} point
   * @returns {PortalPlace | null}
   */
  _turnedTo(point) {
    const view = this._view();
    if (!view) return null;
    const [x, y] = wholePortal(view.portal, view.aspect).b;
    const degrees = (Math.atan2(point[0] - x, y - point[1]) * 180) / Math.PI;
    const whole = Math.round(degrees / 5) * 5;
    return { ...view.portal, turn: Math.abs(degrees - whole) < 1 ? whole : round(degrees, 1) };
  }

  /**
   * @param {KeyboardEvent} event
   * @param {boolean} turns
   */
  _press(event, turns) {
    const view = this._view();
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!view || !step) return;
    event.preventDefault();
    event.stopPropagation();
    const times = event.shiftKey ? 10 : 1;
    const [x, y] = step;
    const at = /** @type {[number, number]} */ ([
      round(view.portal.at[0] + x * NUDGE * times, 4), round(view.portal.at[1] + y * NUDGE * times, 4),
    ]);
    this._show(turns ? turnedBy(view.portal, (x || -y) * NUDGE_DEGREES * times) : { ...view.portal, at });
    this._isNudged = true;
    clearTimeout(this._settling);
  }

  /** A key repeats only after half a second and more: what is held is not at rest. */
  _released() {
    clearTimeout(this._settling);
    if (this._isNudged) this._settling = setTimeout(() => void this._settle(), SETTLE_MS);
  }

  /** Show the film with another portal. @param {PortalPlace} portal */
  _show(portal) {
    const view = this._view();
    if (!view) return;
    this._dragged = { portal, id: view.scene.id };
    this._bend(portalSteps(portal, view.scene, view.aspect));
    this.draw();
  }

  /** Write what the keys have made, before anything else is done. */
  async _settle() {
    if (!this._isNudged) return;
    clearTimeout(this._settling);
    this._isNudged = false;
    await this._drop(true);
  }

  /** Write the portal that is shown, or show the old one again. @param {boolean} keeps */
  async _drop(keeps) {
    const dragged = this._dragged;
    const scene = this._studio.scenes.find((each) => each.id === dragged?.id);
    const before = scene && this._studio.pictures?.portals[scene.number];
    const changes = keeps && dragged && before ? changesOf(scene, before, dragged.portal) : [];
    this._isWriting = true;
    const isDone = changes.length > 0 && (await this._studio.edit(`portal of ${scene?.id}`, changes));
    this._isWriting = false;
    // Written: pictures with it are on their way, and until they come it is shown as it was dropped.
    if (isDone) this._catchUp();
    else this._forget();
  }

  /** Show the pictures as they are, once they are those of the film as it was written. */
  _catchUp() {
    if (this._isHeld || this._isNudged || this._isWriting) return;
    const { pictures, film, scenes } = this._studio;
    const scene = scenes.find((each) => each.id === this._dragged?.id);
    const drawn = scene && pictures?.portals[scene.number];
    const hasIt = drawn && this._dragged && changesOf(scene, drawn, this._dragged.portal).length === 0;
    if (!drawn || hasIt || pictures?.revision === film?.revision) this._forget();
  }

  _forget() {
    if (!this._dragged) return;
    this._dragged = null;
    this._bend(new Map());
    this.draw();
  }
}

/**
 * @param {import("../types.js").Scene} scene
 * @param {PortalPlace} before
 * @param {PortalPlace} after
 * @returns {import("../types.js").Change[]}
 */
function changesOf(scene, before, after) {
  const path = `scenes[${scene.number}].portal`;
  const changes = [];
  if (after.at.join() !== before.at.join()) changes.push({ do: "set", path: `${path}.at`, value: after.at });
  if (after.turn !== before.turn) changes.push({ do: "set", path: `${path}.turn`, value: `${after.turn} deg` });
  return changes;
}

/**
 * @param {number} value
 * @param {number} decimals
 */
function round(value, decimals) {
  return Number(value.toFixed(decimals));
}
