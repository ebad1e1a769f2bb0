/** What happened, for people who hear the page. */

import { element } from "../dom.js";

/** A place that is read aloud when its text changes; it is not seen. */
export class Announcer {
  constructor() {
    this.place = element("div", { class: "tl-spoken", role: "status", "aria-live": "polite" });
  }

  /** @param {string} text */
  say(text) {
    this.place.textContent = text;
  }
}
