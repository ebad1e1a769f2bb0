/** Rendering and painting: the buttons in the bar, and the dialog behind them. */

import { element, place } from "../dom.js";
import { JobsDialog } from "./dialog.js";
import { jobsOf } from "./jobs.js";
import { inShort } from "./progress_view.js";

/** @typedef {import("./jobs.js").Jobs} Jobs */

/**
 * Puts the buttons into the bar.
 *
 * @param {import("../studio.js").Studio} studio
 * @param {import("../keys.js").Keys} keys
 */
export function mountJobs(studio, keys) {
  const jobs = jobsOf(studio);
  const dialog = new JobsDialog(studio, jobs);
  const open = (/** @type {"render" | "paint"} */ tab) => () => dialog.open(tab);
  const render = element("button", { type: "button", class: "primary", text: "Render", title: "Render (Shift R)", onclick: open("render") });
  const paint = element("button", { type: "button", text: "Paint", title: "Paint (Shift P)", onclick: open("paint") });
  const bar = runningButton(jobs, () => dialog.open(jobs.job?.kind === "render" ? "render" : "paint"));
  place("bar").append(element("div", { class: "jobs-buttons" }, bar, paint, render));
  keys.add(
    { keys: ["shift+r"], group: "Film", does: "Render", run: open("render") },
    { keys: ["shift+p"], group: "Film", does: "Paint keyframes and takes", run: open("paint") },
  );
  jobs.addEventListener("over", () => {
    if (!dialog.element.open && !document.querySelector("dialog[open]")) tellEnd(studio, jobs);
  });
}

/**
 * The button that is there while a job runs.
 *
 * @param {Jobs} jobs
 * @param {() => void} open
 */
function runningButton(jobs, open) {
  const words = element("span", { class: "numbers" });
  const bar = element("progress", { max: "1", "aria-hidden": "true" });
  const button = element("button", { type: "button", class: "running hidden", onclick: open }, bar, words);
  const show = () => {
    button.classList.toggle("hidden", !jobs.isRunning);
    if (!jobs.job) return;
    words.textContent = inShort(jobs.job);
    button.title = jobs.job.label;
    if (jobs.job.total > 0) bar.value = jobs.job.done / jobs.job.total;
    else bar.removeAttribute("value");
  };
  jobs.addEventListener("change", show);
  show();
  return button;
}

/**
 * What came of a job, for whoever looks at something else.
 *
 * @param {import("../studio.js").Studio} studio
 * @param {Jobs} jobs
 */
function tellEnd(studio, jobs) {
  const job = jobs.job;
  if (job?.phase === "failed" && job.error) studio.notify("bad", job.error.message, job.error.hint);
  else if (job?.phase === "done" && job.result?.film) studio.notify("good", `${job.result.film} is ready.`, "Render plays it.");
  else if (job?.phase === "done") studio.notify("good", `Painted: ${job.label}.`);
}
