/** The timeline: the song with its bars, the depth of the camera over it, and the scenes. */

import { element, place } from "../dom.js";
import { Announcer } from "./announcing.js";
import { drawDepths, drawSilence } from "./curve_drawing.js";
import { DropClock } from "./drop_clock.js";
import { drawBars, drawRuler, drawSections, drawUnsure, HEIGHT, RULER, SECTIONS, WAVE } from "./grid_drawing.js";
import { Guide } from "./guide.js";
import { Lane } from "./lane.js";
import { LoopRange } from "./loop_range.js";
import { Menu } from "./menu.js";
import { Minimap } from "./minimap.js";
import { Playhead } from "./playhead.js";
import { SceneActions } from "./scene_actions.js";
import { sceneItems } from "./scene_menu.js";
import { SongGrid } from "./song_grid.js";
import { listenToPointer, listenToWheel } from "./sound_pointer.js";
import { pageColours, Surface, watchColours } from "./surface.js";
import { addPlayKeys, addSceneKeys, addViewKeys } from "./timeline_keys.js";
import { Tools } from "./tools.js";
import { Viewport } from "./viewport.js";
import { Waveform } from "./waveform.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../keys.js").Keys} Keys */

/**
 * What the parts of the timeline share.
 *
 * @typedef {object} Bench
 * @property {Studio} studio
 * @property {Viewport} viewport
 * @property {SongGrid} grid
 * @property {Guide} guide
 * @property {Announcer} announcer
 * @property {SceneActions} actions
 * @property {DropClock} dropClock
 */

/**
 * Build the timeline into its place on the page.
 *
 * @param {Studio} studio
 * @param {Keys} keys
 * @returns {{beats: HTMLElement, scale: {x: (seconds: number) => number, seconds: (x: number) => number}}} The rows on
 *   which beats may be dragged while they are corrected, and where each second lies on them.
 */
export function mountTimeline(studio, keys) {
  const viewport = new Viewport();
  const grid = new SongGrid(studio, viewport);
  const announcer = new Announcer();
  const actions = new SceneActions(studio, grid, announcer);
  const bench = { studio, viewport, grid, announcer, actions, guide: new Guide(viewport), dropClock: new DropClock(studio) };
  const timeline = new Timeline(bench, keys);
  place("timeline").append(...timeline.parts);
  const scale = {
    x: /** @param {number} seconds */ (seconds) => viewport.scale.x(seconds),
    seconds: /** @param {number} x */ (x) => viewport.scale.seconds(x),
  };
  return { beats: timeline.beats, scale };
}

/** Owns the parts, and says when each of them draws. */
class Timeline {
  /**
   * @param {Bench} bench
   * @param {Keys} keys
   */
  constructor(bench, keys) {
    this._bench = bench;
    this._menu = new Menu();
    this._loop = new LoopRange(bench);
    this._lane = new Lane(bench, (number, x, y) => this._openMenu(number, x, y));
    this._tools = new Tools(bench, this._loop);
    this._minimap = new Minimap(bench.studio, bench.viewport);
    this._playhead = new Playhead(bench, this._minimap);
    this._waveform = new Waveform(bench.studio.player.audio);
    this._surface = new Surface("tl-grid");
    this.beats = element("div", { class: "tl-beats", title: "Drag a beat to where it sounds; double click: beat one of its bar" });
    this._loaded = /** @type {string | null | undefined} */ (undefined);
    this._isRequested = false;
    this.parts = this._laidOut();
    this._listen();
    addPlayKeys(keys, bench);
    addViewKeys(keys, bench, this._loop);
    addSceneKeys(keys, bench, this._lane);
  }

  _laidOut() {
    const { viewport, guide, announcer } = this._bench;
    const ruler = element("div", { class: "tl-ruler", title: "Drag: scrub. Shift: draw a loop" });
    const sound = element("div", { class: "tl-sound" }, this._waveform.place, this.beats);
    ruler.style.height = `${RULER}px`;
    sound.style.height = `${SECTIONS + WAVE}px`;
    this._waveform.place.style.top = this.beats.style.top = `${SECTIONS}px`;
    this._loop.band.style.height = `${HEIGHT}px`;
    viewport.view.append(ruler, sound, this._surface.canvas, this._lane.place, this._loop.band, this._playhead.line, guide.line);
    listenToPointer(this._bench, this._loop, { ruler, sound });
    listenToWheel(viewport);
    const map = element("div", { class: "tl-map" }, this._minimap.canvas, this._playhead.mark);
    return [this._tools.place, map, viewport.scroller, this._menu.place, announcer.place];
  }

  _listen() {
    const { studio, viewport } = this._bench;
    studio.addEventListener("film", () => this._filmChanged());
    for (const name of ["trial", "selection", "snap"]) studio.addEventListener(name, () => this._request());
    studio.addEventListener("selection", () => this._showChosen());
    studio.player.addEventListener("time", () => this._drawTime());
    studio.player.addEventListener("state", () => this._request());
    viewport.addEventListener("view", () => this._draw());
    viewport.addEventListener("follow", () => this._tools.draw());
    watchColours(() => {
      this._waveform.recolour();
      this._request();
    });
  }

  _filmChanged() {
    const { studio, viewport } = this._bench;
    this._lane.cancelDrag();
    viewport.setDuration(studio.song?.duration ?? studio.timing?.duration ?? 0);
    const digest = studio.song?.digest ?? null;
    if (digest !== this._loaded) void this._waveform.load(studio.song, viewport.scale);
    this._loaded = digest;
    this._request();
  }

  /** Scroll to a scene that was chosen elsewhere. */
  _showChosen() {
    const { studio, viewport } = this._bench;
    const scene = studio.scenes[studio.selected];
    if (scene && !this._lane.isDragging) viewport.reveal(scene.arrival, scene.end);
  }

  /** Draw in the next frame, once. */
  _request() {
    if (this._isRequested) return;
    this._isRequested = true;
    requestAnimationFrame(() => {
      if (this._isRequested) this._draw();
    });
  }

  _draw() {
    this._isRequested = false;
    performance.mark("timeline begins");
    this._waveform.show(this._bench.viewport.scale);
    this._drawGrid();
    this._lane.draw();
    this._loop.draw();
    this._minimap.draw();
    this._drawTime();
    this._tools.draw();
    performance.measure("timeline drawn", "timeline begins");
  }

  _drawTime() {
    this._playhead.draw();
    this._waveform.showTime(this._bench.studio.player.time);
  }

  _drawGrid() {
    const { studio, viewport, grid } = this._bench;
    const { scale } = viewport;
    const pen = { context: this._surface.begin(scale.view, HEIGHT), scale, colours: pageColours() };
    if (studio.song) drawUnsure(pen, studio.song);
    if (!studio.song?.url) drawSilence(pen);
    drawRuler(pen);
    drawBars(pen, grid.measures);
    if (studio.song) drawSections(pen, studio.song);
    if (studio.timing) drawDepths(pen, studio.depths, studio.timing.fps[0] / studio.timing.fps[1]);
  }

  /**
   * @param {number} number
   * @param {number} x
   * @param {number} y
   */
  _openMenu(number, x, y) {
    const scene = this._bench.studio.scenes[number];
    if (scene) this._menu.open(scene.id, sceneItems(this._bench, this._loop, number), x, y);
  }
}
