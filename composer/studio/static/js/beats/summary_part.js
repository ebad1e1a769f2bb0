/** What is known of the beats: tempo, meter, how sure they are, and which corrections are in force. */

import { element } from "../dom.js";
import { confidenceWords, gridWords, passageWords, weakestPassage } from "./grid_words.js";
import { button } from "./parts.js";

/** @typedef {import("../studio.js").Studio} Studio */
/** @typedef {import("./beats_room.js").BeatsRoom} BeatsRoom */

/** What each key of a beats file is called on the page. @type {Record<string, string>} */
const NAMES = {
  tracker: "Tracker", offset: "Shift", tempo: "Tempo", half: "Level", double: "Level", first_downbeat: "Beat one",
  meter: "Meter", anchors: "Moved beats", beats: "List of beats", downbeats: "List of bars",
};

/** The upper part of the panel. */
export class SummaryPart {
  /**
   * @param {Studio} studio
   * @param {BeatsRoom} room
   */
  constructor(studio, room) {
    this._studio = studio;
    this._room = room;
    this._grid = element("p", { class: "grid-words numbers" });
    this._sure = element("p", { class: "soft" });
    this._weakest = button("Doubtful passage", "Go there", () => this._goToWeakest());
    this._wrong = element("p", { class: "wrong", role: "alert" });
    this._list = element("ul", { class: "corrections", "aria-label": "Corrections in force" });
    this._reset = button("Reset to what was heard", "Take all corrections away", () => this._ask(true));
    this._sureToReset = this._question();
    this._file = element("p", { class: "soft file" });
    this.place = element(
      "section", { class: "part", "aria-label": "The beats now" },
      this._grid, this._sure, this._weakest, this._wrong, this._list, this._reset, this._sureToReset, this._file,
    );
    this._ask(false);
  }

  show() {
    const { song } = this._studio;
    const told = this._room.told;
    this._grid.textContent = song ? gridWords(song) : "Listening to the song …";
    this._sure.textContent = song && song.beats.length > 1 ? confidenceWords(song.confidence) : "";
    const weakest = song ? weakestPassage(song) : null;
    this._weakest.classList.toggle("hidden", !weakest);
    if (weakest) this._weakest.textContent = passageWords(weakest);
    this._wrong.textContent = told?.wrong ?? "";
    this._wrong.classList.toggle("hidden", !told?.wrong);
    this._list.replaceChildren(...(told?.corrections ?? []).map((each) => this._correction(each)));
    if (!told?.corrections.length) this._ask(false);
    this._reset.classList.toggle("hidden", !told?.corrections.length || !this._sureToReset.classList.contains("hidden"));
    this._file.textContent = fileWords(told);
  }

  /** @param {{key: string, says: string}} correction */
  _correction({ key, says }) {
    const name = NAMES[key] ?? key;
    const cross = button("✕", `Take away: ${name}, ${says}`, () => this._room.mend("leave", { key }));
    cross.classList.add("quiet");
    cross.disabled = this._room.isBusy;
    const words = element("span", { class: "says" }, element("strong", { text: name }), ` ${says}`);
    return element("li", { "data-key": key }, words, cross);
  }

  _question() {
    const yes = button("Take them away", "Reset to what was heard; undo brings them back", () => {
      this._ask(false);
      void this._room.mend("reset");
    });
    const no = button("Keep them", "Change nothing", () => this._ask(false));
    return element("div", { class: "row", role: "group", "aria-label": "Take all corrections away" }, yes, no);
  }

  /** @param {boolean} isAsking */
  _ask(isAsking) {
    this._sureToReset.classList.toggle("hidden", !isAsking);
    this._reset.classList.toggle("hidden", isAsking || !this._room.told?.corrections.length);
    if (isAsking) /** @type {HTMLElement} */ (this._sureToReset.lastElementChild).focus();
  }

  _goToWeakest() {
    const weakest = this._studio.song ? weakestPassage(this._studio.song) : null;
    if (weakest) this._studio.player.seek(weakest.start);
  }
}

/** @param {import("./beats_room.js").BeatsTold | null} told */
function fileWords(told) {
  if (!told) return "";
  if (!told.file) return "A film without a song has no beats.";
  return told.corrections.length ? `Kept in ${told.file}` : `Nothing is corrected; what you change is kept in ${told.file}`;
}
