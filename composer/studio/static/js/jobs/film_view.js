/** The films that are made: the newest one to play, with its figures. */

import { element } from "../dom.js";
import { ago, counted, inBytes, inSeconds } from "./words.js";

/** @typedef {import("./types.js").FilmFile} FilmFile */
/** @typedef {import("./types.js").Result} Result */

/** Plays one of the films in the storyboard's folder. */
export class FilmView {
  /**
   * @param {import("../studio.js").Studio} studio
   * @param {import("./jobs.js").Jobs} jobs
   */
  constructor(studio, jobs) {
    this._studio = studio;
    this._jobs = jobs;
    this._chosen = "";
    /** The films as they are listed now. */
    this._listed = "";
    this._video = element("video", { controls: true, preload: "metadata", playsinline: true });
    this._video.addEventListener("play", () => studio.player.pause());
    this._video.addEventListener("error", () => this._trouble.classList.remove("hidden"));
    this._trouble = element("p", { class: "soft hidden", text: "This browser cannot play it: open the file in a player." });
    this._facts = element("div", { class: "numbers soft" });
    this._old = element("div", { class: "old hidden", text: "The storyboard has changed since this film was made." });
    this._path = element("span", { class: "path soft" });
    this._list = element("div", { class: "films" });
    this.element = element(
      "section",
      { class: "film", "aria-label": "Films" },
      this._old,
      this._video,
      this._trouble,
      this._facts,
      element("div", { class: "where" }, this._path, copyButton(this._path)),
      this._list,
    );
    jobs.addEventListener("over", () => this._ended());
    jobs.addEventListener("change", () => this._show());
    studio.addEventListener("film", () => this._show());
    this._show();
  }

  /** Stop the sound. */
  pause() {
    this._video.pause();
  }

  _ended() {
    const name = this._jobs.job?.result?.film;
    if (!name) return;
    this._choose(name);
    this.element.scrollIntoView({ block: "end" });
  }

  /** @param {string} name */
  _choose(name) {
    this._chosen = name;
    this._show();
  }

  _show() {
    const films = this._jobs.films;
    this.element.classList.toggle("hidden", films.length === 0);
    const film = films.find((each) => each.name === this._chosen) ?? films[0];
    if (!film) return;
    if (this._video.getAttribute("src") !== film.url) {
      this._trouble.classList.add("hidden");
      this._video.src = film.url;
      this._video.setAttribute("aria-label", film.name);
    }
    this._facts.textContent = film.result ? figures(film.result) : `${inBytes(film.bytes)} · ${ago(film.changed)}`;
    this._path.textContent = film.path;
    const isOld = film.revision !== null && film.revision !== this._studio.film?.revision;
    this._old.classList.toggle("hidden", !isOld);
    this._showList(films, film);
  }

  /**
   * @param {FilmFile[]} films
   * @param {FilmFile} chosen
   */
  _showList(films, chosen) {
    const listed = JSON.stringify([films, chosen.name]);
    if (listed === this._listed) return;
    this._listed = listed;
    this._list.replaceChildren(
      ...films.map((film) =>
        element(
          "button",
          {
            type: "button",
            "aria-pressed": String(film === chosen),
            title: `${inBytes(film.bytes)}, ${ago(film.changed)}`,
            onclick: () => this._choose(film.name),
          },
          element("span", { text: film.name }),
        ),
      ),
    );
  }
}

/**
 * Copies where a film is: a page cannot open a folder.
 *
 * @param {HTMLElement} path
 */
function copyButton(path) {
  const button = element("button", { type: "button", text: "Copy path" });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(path.textContent ?? "");
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy path"), 1500);
  });
  return button;
}

/** @param {Result} result */
function figures(result) {
  const frames = result.frameCount ?? 0;
  const filmed = result.filmedFrames ?? 0;
  const how =
    filmed >= frames ? "all filmed now" : filmed > 0 ? `${filmed} filmed, the rest was kept` : "all of them kept";
  return [
    `${result.size?.join(" × ")}`,
    `${result.fps} frames a second`,
    inSeconds(result.duration ?? 0),
    `${counted(frames, "frame")}, ${how}`,
    inBytes(result.bytes ?? 0),
    `made in ${inSeconds(result.seconds ?? 0)}`,
  ].join(" · ");
}
