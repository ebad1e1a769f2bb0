/** The panel of the beats, and their keys. */

import { element, place } from "../dom.js";
import { beatsRoomOf } from "./beats_room.js";
import { GridPart } from "./grid_part.js";
import { HearPart } from "./hear_part.js";
import { heardTime } from "./heard.js";
import { Marker } from "./marking.js";
import { button } from "./parts.js";
import { SummaryPart } from "./summary_part.js";
import { TempoPart } from "./tempo_part.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("../keys.js").Keys} Keys */

/**
 * Put the panel over the side of the stage, and the button that opens it into the timeline's row of buttons, else into
 * the bar: mount it after those.
 *
 * @param {Studio} studio
 * @param {Keys} keys
 */
export function mountBeats(studio, keys) {
  const panel = panelOf(studio);
  place("stage").append(panel.place);
  const host = document.querySelector("#timeline .tl-tools") ?? place("bar");
  host.insertBefore(panel.opener, host.querySelector(":scope > .spring"));
  addKeys(keys, panel, new Marker(studio));
}

/** @type {WeakMap<Studio, BeatsPanel>} */
const panels = new WeakMap();

/**
 * The one panel of a studio.
 *
 * @param {Studio} studio
 */
export function panelOf(studio) {
  const panel = panels.get(studio) ?? new BeatsPanel(studio);
  panels.set(studio, panel);
  return panel;
}

class BeatsPanel {
  /** @param {Studio} studio */
  constructor(studio) {
    this.studio = studio;
    this.room = beatsRoomOf(studio);
    this.summary = new SummaryPart(studio, this.room);
    this.grid = new GridPart(studio, this.room);
    this.tempo = new TempoPart(studio, this.room);
    this.hear = new HearPart(studio);
    this.opener = element("button", {
      type: "button", text: "Beats", title: "Correct the beats (B)", "aria-controls": "beats", "aria-expanded": "false",
      onclick: () => this.toggle(),
    });
    this._busy = element("p", { class: "busy", role: "status" });
    this.place = this._laidOut();
    this._listen();
    this._show();
  }

  toggle() {
    const isOpen = this.place.classList.toggle("hidden") === false;
    this.opener.setAttribute("aria-expanded", String(isOpen));
    this.opener.setAttribute("aria-pressed", String(isOpen));
    // What it lies over is not to be found by Tab.
    place("side").inert = isOpen;
    if (isOpen) this.place.focus();
    else if (this.place.contains(document.activeElement)) this.opener.focus();
  }

  _laidOut() {
    const close = button("✕", "Close (B)", () => {
      this.toggle();
      this.opener.focus();
    });
    close.classList.add("quiet");
    const head = element("header", {}, element("h2", { text: "Beats" }), this._busy, close);
    const parts = [this.summary, this.grid, this.tempo, this.hear].map((each) => each.place);
    return element("aside", { id: "beats", class: "hidden", tabindex: -1, "aria-label": "Beats" }, head, ...parts);
  }

  _listen() {
    this.room.addEventListener("change", () => this._show());
    this.studio.addEventListener("song", () => this._show());
    this.studio.player.addEventListener("time", () => this.grid.showTime());
  }

  _show() {
    const { isBusy } = this.room;
    this._busy.textContent = isBusy ? "Listening anew …" : "";
    this.place.setAttribute("aria-busy", String(isBusy));
    this.summary.show();
    this.grid.show();
    this.tempo.show();
  }
}

/**
 * @param {Keys} keys
 * @param {BeatsPanel} panel
 * @param {Marker} marker
 */
function addKeys(keys, panel, marker) {
  const { player } = panel.studio;
  const once = /** @param {(event: KeyboardEvent) => void} run */ (run) => /** @param {KeyboardEvent} event */ (event) => {
    if (!event.repeat) run(event);
  };
  keys.add(
    { keys: ["b"], group: "Beats", does: "Correct the beats", run: once(() => panel.toggle()) },
    { keys: ["t"], group: "Beats", does: "Tap the tempo", run: once((event) => tapTempo(panel, event)) },
    { keys: ["c"], group: "Beats", does: "Hear a click on each beat", run: once(() => void panel.hear.toggle()) },
    { keys: ["m"], group: "Beats", does: "Mark the chosen scene, then the next one", run: once((event) => void marker.mark(heardTime(player, event))) },
  );
}

/**
 * @param {BeatsPanel} panel
 * @param {KeyboardEvent} event
 */
function tapTempo(panel, event) {
  panel.tempo.tap(event);
  if (panel.place.classList.contains("hidden")) panel.toggle();
}
