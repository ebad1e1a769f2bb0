/** How far a job is, and how it ended. */

import { element } from "../dom.js";
import { refusal } from "./cost_view.js";
import { counted, inSeconds } from "./words.js";

/** @typedef {import("./types.js").Job} Job */

/** @type {Record<Job["stage"], string>} */
const STAGES = { "": "Starting", listen: "Listening to the song", paint: "Painting", film: "Filming" };
/** @type {Record<Job["stage"], string>} */
const PIECES = { "": "", listen: "", paint: "keyframes", film: "frames" };

/** The running job with its bar and its cancel button; what came of the last one. */
export class ProgressView {
  /** @param {import("./jobs.js").Jobs} jobs */
  constructor(jobs) {
    this._jobs = jobs;
    this._label = element("strong", {});
    this._bar = element("progress", { max: "1" });
    this._words = element("div", { class: "soft numbers" });
    this._cancel = element("button", { type: "button", text: "Cancel", onclick: () => void jobs.cancel() });
    this._more = element("div", { class: "more" });
    this.element = element(
      "section",
      { class: "progress", "aria-label": "The job" },
      element("div", { class: "head" }, this._label, this._cancel),
      this._bar,
      this._words,
      this._more,
    );
    jobs.addEventListener("change", () => this._show());
    this._show();
  }

  _show() {
    const job = this._jobs.job;
    this.element.classList.toggle("hidden", job === null);
    if (!job) return;
    const runs = this._jobs.isRunning;
    this.element.dataset.phase = job.phase;
    this._label.textContent = capital(job.label);
    this._cancel.classList.toggle("hidden", !runs);
    this._cancel.disabled = job.phase === "stopping";
    this._bar.classList.toggle("hidden", !runs);
    this._bar.setAttribute("aria-label", job.label);
    if (job.total > 0) this._bar.value = job.done / job.total;
    else this._bar.removeAttribute("value");
    this._words.textContent = inWords(job);
    this._more.replaceChildren(...details(job));
  }
}

/**
 * How far a job is in a few words, for a button: `Filming 43 %`.
 *
 * @param {Job} job
 * @returns {string}
 */
export function inShort(job) {
  if (job.phase === "stopping") return "Stopping";
  const stage = STAGES[job.stage].split(" ")[0];
  return job.total > 1 ? `${stage} ${Math.floor((100 * job.done) / job.total)} %` : stage;
}

/** @param {Job} job */
function inWords(job) {
  switch (job.phase) {
    case "stopping":
      return "Stopping. What is painted and filmed so far is kept.";
    case "cancelled":
      return "Cancelled. What is painted and filmed so far is kept.";
    case "failed":
      return `Failed after ${inSeconds(job.elapsed)}.`;
    case "done":
      return doneInWords(job);
    default:
      return runningInWords(job);
  }
}

/** @param {Job} job */
function runningInWords(job) {
  const parts = [STAGES[job.stage]];
  if (job.total > 1) parts[0] += ` ${job.done} of ${job.total} ${PIECES[job.stage]}`;
  if (job.speed !== null) parts.push(`${job.speed < 10 ? job.speed.toFixed(1) : Math.round(job.speed)} a second`);
  if (job.secondsLeft !== null && job.done < job.total) parts.push(`${inSeconds(job.secondsLeft)} left`);
  return parts.join(" · ");
}

/** @param {Job} job */
function doneInWords(job) {
  const result = job.result;
  if (!result) return "Done.";
  const painted = `${counted(result.painted, "keyframe")} painted, ${result.kept} kept`;
  return `Done in ${inSeconds(job.elapsed)} · ${painted}`;
}

/** @param {Job} job */
function details(job) {
  const found = [];
  if (job.error) found.push(refusal(job.error));
  if (job.notices.length > 0) {
    const list = element("ul", {}, ...job.notices.map((text) => element("li", { text })));
    found.push(element("details", {}, element("summary", { text: counted(job.notices.length, "remark") }), list));
  }
  return found;
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
