/** The tempo: tapped along, looked for in a range, or laid as an even grid. */

import { element } from "../dom.js";
import { heardTime, isPlayingForward, setTapsLateMs, tapsLateMs } from "./heard.js";
import { allow, button, labelled, part } from "./parts.js";
import { Taps } from "./taps.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./beats_room.js").BeatsRoom} BeatsRoom */
/** @typedef {import("./taps.js").Reading} Reading */

/** How far a range goes beside the tapped tempo, in parts of it. */
const BESIDE = 0.05;
/** Parts of a tempo within which it is half or twice another. */
const SAME = 0.04;
/** What a beats file takes. */
const SLOWEST = 20;
const FASTEST = 400;

/** Taps, and what can be made of them. */
export class TempoPart {
  /**
   * @param {Studio} studio
   * @param {BeatsRoom} room
   */
  constructor(studio, room) {
    this._studio = studio;
    this._room = room;
    this._taps = new Taps();
    /** Whether the taps are on the song's time, not on the clock's. */
    this._isOnSong = false;
    this._tap = element("button", { type: "button", class: "tap", title: "Tap along with the beats (T)" });
    // A click comes when the finger leaves; the beat is where it came down.
    this._tap.addEventListener("pointerdown", (event) => this.tap(event));
    this._tap.addEventListener("click", (event) => event.detail === 0 && this.tap(event));
    this._offers = element("div", { class: "offers" });
    this._slowest = this._number("Slowest", SLOWEST, FASTEST);
    this._fastest = this._number("Fastest", SLOWEST, FASTEST);
    this._look = button("Look", "Look for beats between these tempi", () => this._lookBetween());
    this.place = part("Tempo", this._tap, this._offers, this._range(), this._late());
  }

  /**
   * One tap: of the song as it was heard while it plays, else of the clock.
   *
   * @param {Event} event
   */
  tap(event) {
    const { player } = this._studio;
    const isOnSong = isPlayingForward(player);
    if (isOnSong !== this._isOnSong) this._taps.clear();
    this._isOnSong = isOnSong;
    this._taps.add(isOnSong ? heardTime(player, event) : event.timeStamp / 1000);
    this._tap.classList.remove("hit");
    requestAnimationFrame(() => this._tap.classList.add("hit"));
    this._showTaps();
  }

  show() {
    const reason = this._room.told?.cannot.range;
    allow(this._look, reason, this._room.isBusy);
    this._showTaps();
  }

  _showTaps() {
    const reading = this._taps.reading;
    const spread = reading ? `± ${Math.round(reading.spreadMs)} ms, ${reading.count} taps` : this._hint();
    this._tap.replaceChildren(
      element("span", { class: "numbers tempo", text: reading ? reading.tempo.toFixed(1) : "Tap" }),
      element("span", { class: "soft", text: spread }),
    );
    this._offers.replaceChildren(...(reading ? this._offersOf(reading) : []));
  }

  _hint() {
    const { count } = this._taps;
    return count ? `${count} of 4 taps` : "or press T along with the beats";
  }

  /** @param {Reading} reading */
  _offersOf(reading) {
    const { tempo } = reading;
    const [low, high] = [Math.floor(tempo * (1 - BESIDE)), Math.ceil(tempo * (1 + BESIDE))];
    const even = this._offer(
      `Even grid at ${tempo.toFixed(1)} through this beat`,
      "even", "tempo", { tempo: Number(tempo.toFixed(1)), seconds: this._isOnSong ? reading.last : this._studio.player.time },
    );
    const look = this._offer(
      `Look for beats around ${tempo.toFixed(0)} (${low} to ${high})`,
      "range", "tempo", { slowest: low, fastest: high },
    );
    return [this._level(tempo), look, even].filter((each) => each !== null);
  }

  /**
   * Where the taps are at half or twice the beats, halving or doubling is all that is needed.
   *
   * @param {number} tempo
   */
  _level(tempo) {
    const now = this._studio.song?.tempo ?? 0;
    const fits = /** @param {number} ratio */ (ratio) => now > 0 && Math.abs(tempo / (now * ratio) - 1) < SAME;
    if (fits(0.5)) return this._offer("Half of the beats that are there fits", "half", "half", {});
    if (fits(2)) return this._offer("Twice the beats that are there fits", "double", "double", {});
    return null;
  }

  /**
   * @param {string} text
   * @param {string} need
   * @param {string} what
   * @param {Record<string, unknown>} fields
   */
  _offer(text, need, what, fields) {
    const made = button(text, text, () => this._room.mend(what, fields));
    allow(made, this._room.told?.cannot[need], this._room.isBusy);
    return made;
  }

  _range() {
    const to = element("span", { class: "soft", text: "to" });
    const title = element("span", { class: "soft", text: "Between" });
    return element("div", { class: "row", role: "group", "aria-label": "Tempo range" }, title, this._slowest, to, this._fastest, this._look);
  }

  _lookBetween() {
    const [slowest, fastest] = [this._slowest, this._fastest].map((field) => field.valueAsNumber);
    if (![slowest, fastest].every((tempo) => tempo >= SLOWEST && tempo <= FASTEST) || slowest >= fastest) {
      this._studio.notify("bad", "Write a slower and a faster tempo.", `From ${SLOWEST} to ${FASTEST} beats a minute, as in 92 to 102.`);
      return;
    }
    void this._room.mend("tempo", { slowest, fastest });
  }

  _late() {
    const late = this._number("My taps come late by", -500, 500);
    late.value = String(tapsLateMs());
    late.title = "For headphones over the air, or a slow hand; counts for T and M";
    late.addEventListener("change", () => {
      setTapsLateMs(late.valueAsNumber || 0);
      late.value = String(tapsLateMs());
    });
    return labelled("My taps come late by", late, "ms");
  }

  /**
   * @param {string} label
   * @param {number} min
   * @param {number} max
   */
  _number(label, min, max) {
    return element("input", { type: "number", class: "numbers", min, max, step: 1, "aria-label": label });
  }
}
