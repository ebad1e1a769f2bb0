/** Takes as large as the page, one after the other at the same place, so that the eye sees what differs. */

import { element } from "../dom.js";

/** @typedef {import("./types.js").Take} Take */
/** @typedef {import("./types.js").Takes} Takes */

/** Shows takes one at a time: arrow keys go through them, a click goes back to the one before. */
export class TakesDialog {
  /**
   * @param {import("../studio.js").Studio} studio
   * @param {number} scene
   * @param {number} keyframe  From 1; 0 for the whole scene.
   * @param {Takes} takes
   */
  constructor(studio, scene, keyframe, takes) {
    this._studio = studio;
    this._scene = scene;
    this._keyframe = keyframe;
    this._takes = takes;
    this._at = 0;
    this._before = 0;
    this._pictures = element("button", { type: "button", class: "pictures", "aria-label": "Back to the take before", onclick: () => this._go(this._before) });
    this._name = element("strong", { "aria-live": "polite" });
    this._measures = element("span", { class: "soft numbers" });
    this._use = this._button("Use this take", () => this._write({ do: "pick", ...this._number() }), "primary");
    this._pin = this._button("Pin", () => this._write({ do: "pin" }));
    this._unpin = this._button("Unpin", () => this._write({ do: "unpin" }));
    this.element = element(
      "dialog",
      { class: "compare", "aria-label": "Takes side by side" },
      this._pictures,
      element("div", { class: "caption" }, this._name, this._measures),
      element(
        "div",
        { class: "actions" },
        this._button("‹", () => this._go(this._at - 1), "", "The take before"),
        this._button("›", () => this._go(this._at + 1), "", "The next take"),
        element("span", { class: "spring" }),
        this._unpin,
        this._pin,
        this._use,
        this._button("Close", () => this.element.close()),
      ),
    );
    this.element.addEventListener("keydown", (event) => this._pressed(event));
    this.element.addEventListener("close", () => this.element.remove());
  }

  /** @param {Take} take */
  open(take) {
    this._at = this._before = this._takes.takes.indexOf(take);
    const chosen = this._takes.takes.findIndex((each) => each.isChosen);
    if (chosen >= 0) this._before = chosen;
    document.body.append(this.element);
    this._show();
    this.element.showModal();
  }

  /** @param {KeyboardEvent} event */
  _pressed(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    this._go(this._at + (event.key === "ArrowRight" ? 1 : -1));
  }

  /** @param {number} place  Past the last one comes the first. */
  _go(place) {
    const count = this._takes.takes.length;
    const next = (place + count) % count;
    if (next === this._at) return;
    this._before = this._at;
    this._at = next;
    this._show();
  }

  get _take() {
    return this._takes.takes[this._at];
  }

  _show() {
    const take = this._take;
    const alt = `Take ${take.number}`;
    this._pictures.replaceChildren(...take.pictures.map(({ url }) => element("img", { src: url, alt })));
    const of = this._keyframe ? this._takes.step : this._studio.scenes[this._scene]?.id;
    const state = take.isPinned ? ", pinned" : take.isChosen ? ", in the film" : "";
    this._name.textContent = `${of}: take ${take.number}${state}`;
    this._measures.textContent = [`seed ${take.seed}`, ...take.pictures.map((each) => each.measures).filter(Boolean)].join(" · ");
    this._use.disabled = take.isChosen;
    this._pin.classList.toggle("hidden", !this._keyframe || this._takes.pin !== null);
    this._pin.disabled = !take.isChosen;
    this._pin.title = take.isChosen ? "Never paint this keyframe again" : "Use it first";
    this._unpin.classList.toggle("hidden", !this._keyframe || this._takes.pin === null);
  }

  /** How the take is called in an order. @returns {Record<string, number>} */
  _number() {
    return this._keyframe ? { take: this._take.number } : { seed: this._take.seed };
  }

  /** @param {Record<string, string | number>} choice */
  async _write(choice) {
    const where = this._keyframe ? { keyframe: this._keyframe } : {};
    if (await this._studio.ask("/api/take", { ...choice, ...where, scene: this._scene })) this.element.close();
  }

  /**
   * @param {string} text
   * @param {() => void} act
   * @param {string} [kind]
   * @param {string} [label]
   */
  _button(text, act, kind = "", label = "") {
    return element("button", { type: "button", class: kind || null, text, "aria-label": label || null, onclick: act });
  }
}
