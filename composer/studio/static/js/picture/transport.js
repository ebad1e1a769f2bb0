/** The row under the picture: play, where it is in the song, what is repeated, how loud it is. */

import { element } from "../dom.js";
import { clock } from "../numbers.js";
import { icon } from "../svg.js";

/** @typedef {import("../studio.js").Studio} Studio */

const PLAY = "M4.5 3v10l8-5z";
const PAUSE = "M5.5 3.5v9M10.5 3.5v9";
const BEFORE = "M4 3.5v9M12 3.5v9L6 8z";
const AFTER = "M12 3.5v9M4 3.5v9L10 8z";

/**
 * @param {Studio} studio
 * @returns {HTMLElement}
 */
export function transportOf(studio) {
  const player = studio.player;
  const play = element("button", { type: "button", class: "play", onclick: () => player.toggle() });
  const speed = element("span", { class: "numbers" });
  const before = button("", "To the arrival before", () => jump(studio, -1));
  const after = button("", "To the next arrival", () => jump(studio, 1));
  before.append(icon(BEFORE));
  after.append(icon(AFTER));
  const time = element("span", { class: "numbers time" });
  const place = element("span", { class: "numbers soft" });
  const scene = element("span", { class: "scene" });
  const repeat = button("Loop off", "Take the loop away", () => player.repeat(null));
  const volume = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 1, "aria-label": "Volume" });
  volume.title = "Volume";
  volume.addEventListener("input", () => (player.audio.volume = Number(volume.value)));

  const showTime = () => {
    time.textContent = `${clock(player.time)} / ${clock(player.duration)}`;
    place.textContent = whereIn(studio, player.time);
    scene.textContent = sceneAt(studio, player.time)?.id ?? "";
  };
  const showState = () => {
    speed.textContent = player.rate === 1 ? "" : `${player.rate}×`;
    play.replaceChildren(icon(player.isPlaying ? PAUSE : PLAY), speed);
    play.setAttribute("aria-label", player.isPlaying ? "Pause" : "Play");
    play.title = player.isPlaying ? "Pause (Space)" : "Play (Space)";
    play.disabled = before.disabled = after.disabled = player.duration === 0;
    repeat.classList.toggle("hidden", player.range === null);
    showTime();
  };
  player.addEventListener("time", showTime);
  player.addEventListener("state", showState);
  for (const name of ["film", "trial", "song"]) studio.addEventListener(name, showTime);
  showState();
  return element(
    "div", { class: "transport", role: "group", "aria-label": "Play" },
    before, play, after, time, place, scene, element("span", { class: "spring" }), repeat, volume,
  );
}

/**
 * @param {string} text
 * @param {string} label
 * @param {() => void} run
 */
function button(text, label, run) {
  return element("button", { type: "button", text, title: label, "aria-label": label, onclick: run });
}

/**
 * Seek to the arrival before or after.
 *
 * @param {Studio} studio
 * @param {1 | -1} direction
 */
export function jump(studio, direction) {
  const arrivals = studio.scenes.map((each) => each.arrival);
  const time = studio.player.time;
  const found = direction > 0 ? arrivals.find((t) => t > time + 0.01) : arrivals.filter((t) => t < time - 0.01).at(-1);
  if (found !== undefined) studio.player.seek(found);
  else if (direction < 0) studio.player.seek(0);
}

/**
 * The scene that plays at a time.
 *
 * @param {Studio} studio
 * @param {number} time
 */
export function sceneAt(studio, time) {
  return studio.scenes.find((scene) => time >= scene.start && time < scene.end) ?? studio.scenes.at(-1);
}

/**
 * Bar, beat and frame at a time.
 *
 * @param {Studio} studio
 * @param {number} time
 */
function whereIn(studio, time) {
  const { song, timing } = studio;
  const frame = timing ? Math.floor((time * timing.fps[0]) / timing.fps[1] + 1e-6) : 0;
  if (!song?.beats.length) return `frame ${frame}`;
  const beat = lastAtOrBefore(song.beats, time + 1e-3);
  if (beat < 0) return `before beat 1 · frame ${frame}`;
  let bar = 0;
  for (let index = 0; index <= beat; index += 1) if (song.positions[index] === 1) bar += 1;
  return `bar ${bar} beat ${song.positions[beat]} · frame ${frame}`;
}

/**
 * Index of the last value that is not after another; -1 where there is none.
 *
 * @param {number[]} values  In order.
 * @param {number} wanted
 */
function lastAtOrBefore(values, wanted) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
