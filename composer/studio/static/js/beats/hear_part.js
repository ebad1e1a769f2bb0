/** Clicks over the song, and marking scenes by ear. */

import { element } from "../dom.js";
import { ClickTrack } from "./clicks.js";
import { part } from "./parts.js";

/** @typedef {import("../studio.js").Studio} Studio */

const USUAL_VOLUME = 0.6;

/** The switch of the clicks and how loud they are. */
export class HearPart {
  /** @param {Studio} studio */
  constructor(studio) {
    this._studio = studio;
    /** Made when it is first asked for: browsers let a page sound only after a key or a click. @type {ClickTrack | null} */
    this.clicks = null;
    this._switch = element("button", {
      type: "button", text: "Clicks", title: "Hear a click on each beat (C)", "aria-pressed": "false",
      onclick: () => void this.toggle(),
    });
    this._volume = element("input", { type: "range", min: 0, max: 1, step: 0.05, value: USUAL_VOLUME, "aria-label": "Loudness of the clicks" });
    this._volume.addEventListener("input", () => this._setVolume());
    const hint = element("p", { class: "soft" }, element("kbd", { text: "M" }), " while it plays marks the chosen scene, then the next one.");
    this.place = part("By ear", element("div", { class: "row" }, this._switch, this._volume), hint);
    studio.addEventListener("song", () => this.clicks?.gridChanged());
  }

  /** Clicks on, or off. */
  async toggle() {
    this.clicks ??= new ClickTrack(this._studio.player, () => this._studio.song, new AudioContext({ latencyHint: "interactive" }));
    this._setVolume();
    const isOn = !this.clicks.isOn;
    this._switch.setAttribute("aria-pressed", String(isOn));
    await (isOn ? this.clicks.start() : this.clicks.stop());
  }

  _setVolume() {
    if (this.clicks) this.clicks.volume = Number(this._volume.value);
  }
}
