/** Moving and counting the grid: shift, beat one, half and double, meter, one beat. */

import { element } from "../dom.js";
import { allow, button, part, row } from "./parts.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./beats_room.js").BeatsRoom} BeatsRoom */

const METERS = ["2", "3", "4", "5", "6", "7", "6/8"];
/** Seconds within which the playhead is at a beat that was set by hand. */
const AT_ANCHOR = 0.1;

/** The buttons that correct the grid. */
export class GridPart {
  /**
   * @param {Studio} studio
   * @param {BeatsRoom} room
   */
  constructor(studio, room) {
    this._studio = studio;
    this._room = room;
    /** Each with the gesture that it needs. @type {[HTMLButtonElement | HTMLSelectElement, string][]} */
    this._needs = [];
    this._meter = element("select", { "aria-label": "Meter" });
    this._meter.addEventListener("change", () => this._setMeter());
    this._needs.push([this._meter, "meter"]);
    this._free = button("Let go", "The beat at the playhead is tracked again", () => this._unanchor());
    this._why = element("p", { class: "soft why" });
    this.place = part("Correct the beats", ...this._rows(), this._why);
  }

  show() {
    const { told, isBusy } = this._room;
    for (const [pressed, need] of this._needs) allow(pressed, told?.cannot[need] ?? (told ? undefined : "no beats yet"), isBusy);
    // Why something cannot be done is said once, also to those who cannot point at it.
    const reasons = new Set(this._needs.flatMap(([, need]) => told?.cannot[need] ?? []));
    this._why.textContent = [...reasons].map((reason) => `${reason}.`).join(" ");
    this._why.classList.toggle("hidden", !reasons.size);
    this._showMeter();
    this.showTime();
  }

  /** What depends on where the playhead is. */
  showTime() {
    this._free.disabled = this._room.isBusy || this._anchorHere() === undefined;
  }

  _rows() {
    const time = () => this._studio.player.time;
    return [
      row(
        "Shift",
        this._does("−½ beat", "All beats half a beat earlier", "between", "shift", { beats: -0.5 }),
        this._does("+½ beat", "All beats half a beat later", "between", "shift", { beats: 0.5 }),
      ),
      row(
        "by ms",
        ...[-10, -1, 1, 10].map((ms) =>
          this._does(
            `${ms < 0 ? "−" : "+"}${Math.abs(ms)}`,
            `All beats ${Math.abs(ms)} ms ${ms < 0 ? "earlier" : "later"}`,
            "shift", "shift", { seconds: ms / 1000 },
          ),
        ),
      ),
      row(
        "Beat one",
        this._does("Here", "The beat nearest to the playhead begins a bar", "first", "first", () => ({ seconds: time() })),
        this._does("◂ Beat", "Count from one beat earlier", "later", "shift", { beats: -1 }),
        this._does("Beat ▸", "Count from one beat later", "later", "shift", { beats: 1 }),
      ),
      row(
        "Count",
        this._does("Half", "Half as many beats", "half", "half", {}),
        this._does("Double", "Twice as many beats", "double", "double", {}),
      ),
      row("Meter", this._meter),
      row(
        "One beat",
        this._does("Is here", "The nearest beat sounds at the playhead", "anchor", "anchor", () => ({ seconds: time() })),
        this._free,
      ),
    ];
  }

  /**
   * @param {string} text
   * @param {string} title
   * @param {string} need  The gesture that must be possible.
   * @param {string} what  What the room is asked for.
   * @param {Record<string, unknown> | (() => Record<string, unknown>)} fields
   */
  _does(text, title, need, what, fields) {
    const made = button(text, title, () => this._room.mend(what, typeof fields === "function" ? fields() : fields));
    this._needs.push([made, need]);
    return made;
  }

  _showMeter() {
    const { told } = this._room;
    const asHeard = told?.heard && told.meter === null ? `As heard: ${told.heard.meter} a bar` : "As heard";
    const options = [["", asHeard], ...METERS.map((meter) => [meter, meter.includes("/") ? meter : `${meter} a bar`])];
    const known = told?.meter ? String(told.meter) : "";
    if (known && !METERS.includes(known)) options.push([known, `${known} a bar`]);
    this._meter.replaceChildren(...options.map(([value, text]) => element("option", { value, text })));
    this._meter.value = known;
  }

  _setMeter() {
    const { value } = this._meter;
    void this._room.mend("meter", { meter: value === "" ? null : value.includes("/") ? value : Number(value) });
  }

  _anchorHere() {
    const { time } = this._studio.player;
    return this._room.told?.anchors.find((anchor) => Math.abs(anchor - time) <= AT_ANCHOR);
  }

  _unanchor() {
    const seconds = this._anchorHere();
    if (seconds !== undefined) void this._room.mend("unanchor", { seconds });
  }
}
