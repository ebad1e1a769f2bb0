/** Painting from the page: all keyframes, or takes of the chosen scene. */

import { element } from "../dom.js";
import { CostView, refusal } from "./cost_view.js";
import { takesStrip } from "./takes_strip.js";
import { counted } from "./words.js";

/** All keyframes with the plan of them; below it the takes of the chosen scene. */
export class PaintForm {
  /**
   * @param {import("../studio.js").Studio} studio
   * @param {import("./jobs.js").Jobs} jobs
   */
  constructor(studio, jobs) {
    this._studio = studio;
    this._jobs = jobs;
    this._cost = new CostView(jobs);
    this._start = element("button", { type: "button", class: "primary", onclick: () => void this._begin() });
    this._refused = element("div", {});
    this._takes = element("div", { class: "of-scene" });
    this._shown = -2;
    /** How many keyframes would be painted. */
    this._count = 0;
    this.element = element(
      "section",
      { "aria-label": "Paint" },
      element("h3", { text: "All keyframes" }),
      this._cost.element,
      this._refused,
      element("div", { class: "actions" }, this._start),
      this._takes,
    );
  }

  /** Show the chosen scene, and ask for the cost anew. */
  refresh() {
    this.tellState();
    this._refused.replaceChildren();
    void this._showCost();
    if (this._shown === this._studio.selected) return;
    this._shown = this._studio.selected;
    const hint = element("p", { class: "soft", text: "Choose a scene on the timeline to paint takes of it." });
    this._takes.replaceChildren(this._shown < 0 ? hint : takesStrip(this._studio, this._shown));
  }

  /** Whether it can be started. */
  tellState() {
    this._start.disabled = this._jobs.isRunning || this._count === 0;
    this._start.title = this._jobs.isRunning ? "One job at a time" : "";
  }

  async _showCost() {
    this._start.textContent = "Paint";
    const cost = await this._cost.show({ kind: "paint" });
    if (cost === undefined) return;
    this._count = cost?.toPaint.reduce((sum, group) => sum + group.count, 0) ?? 0;
    if (this._count > 0) this._start.textContent = `Paint ${counted(this._count, "keyframe")}`;
    this.tellState();
  }

  async _begin() {
    const refused = await this._jobs.start({ kind: "paint" });
    this._refused.replaceChildren(...(refused ? [refusal(refused)] : []));
  }
}
