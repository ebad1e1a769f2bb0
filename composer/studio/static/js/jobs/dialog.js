/** The dialog in which films are rendered and keyframes painted. */

import { element } from "../dom.js";
import { FilmView } from "./film_view.js";
import { PaintForm } from "./paint_form.js";
import { ProgressView } from "./progress_view.js";
import { RenderForm } from "./render_form.js";

/** @typedef {"render" | "paint"} Tab */

/** Two tabs over the job that runs and the films that are there. */
export class JobsDialog {
  /**
   * @param {import("../studio.js").Studio} studio
   * @param {import("./jobs.js").Jobs} jobs
   */
  constructor(studio, jobs) {
    this._forms = { render: new RenderForm(studio, jobs), paint: new PaintForm(studio, jobs) };
    /** @type {Tab} */
    this._tab = "render";
    this._tabs = { render: this._tabButton("render", "Render"), paint: this._tabButton("paint", "Paint") };
    this._film = new FilmView(studio, jobs);
    const close = element("button", { type: "button", "aria-label": "Close", text: "✕", onclick: () => this.element.close() });
    this.element = element(
      "dialog",
      { id: "jobs", "aria-label": "Render and paint" },
      element("header", {}, element("div", { class: "tabs", role: "tablist" }, this._tabs.render, this._tabs.paint), close),
      new ProgressView(jobs).element,
      this._forms.render.element,
      this._forms.paint.element,
      this._film.element,
    );
    this.element.addEventListener("close", () => this._film.pause());
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
    document.body.append(this.element);
    jobs.addEventListener("change", () => this._form.tellState());
    jobs.addEventListener("over", () => this._refresh());
    for (const name of ["film", "selection"]) studio.addEventListener(name, () => this._refresh());
  }

  get _form() {
    return this._forms[this._tab];
  }

  /** @param {Tab} tab */
  open(tab) {
    this._show(tab);
    if (!this.element.open) this.element.showModal();
    this._tabs[tab].focus();
    this._form.refresh();
  }

  _refresh() {
    if (this.element.open) this._form.refresh();
  }

  /** @param {Tab} tab */
  _show(tab) {
    this._tab = tab;
    for (const name of /** @type {Tab[]} */ (["render", "paint"])) {
      this._tabs[name].setAttribute("aria-selected", String(name === tab));
      this._forms[name].element.classList.toggle("hidden", name !== tab);
    }
    this._film.element.dataset.tab = tab;
  }

  /**
   * @param {Tab} tab
   * @param {string} text
   */
  _tabButton(tab, text) {
    return element("button", { type: "button", role: "tab", text, onclick: () => this.open(tab) });
  }
}
