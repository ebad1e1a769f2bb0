/** The keys of the timeline, as editors know them. */

import { loopChosen, ZOOM_STEP } from "./tools.js";

/** @typedef {import("../keys.js").Keys} Keys */
/** @typedef {import("./timeline.js").Bench} Bench */
/** @typedef {import("./loop_range.js").LoopRange} LoopRange */
/** @typedef {import("./lane.js").Lane} Lane */

/** Seconds by which a moment may miss an arrival and still be at it. */
const AT = 0.01;

/**
 * @param {Keys} keys
 * @param {Bench} bench
 */
export function addPlayKeys(keys, bench) {
  const { player } = bench.studio;
  keys.add(
    grouped("Play", ["space"], "Play or pause", () => player.toggle()),
    grouped("Play", ["k"], "Pause", () => player.pause()),
    grouped("Play", ["l"], "Play; again: 2 and 4 times as fast", () => player.shuttle(1)),
    grouped("Play", ["j"], "Play backward; again: 2 and 4 times as fast", () => player.shuttle(-1)),
    grouped("Play", ["arrowleft"], "A frame back", () => stepFrame(bench, -1)),
    grouped("Play", ["arrowright"], "A frame on", () => stepFrame(bench, 1)),
    grouped("Play", ["shift+arrowleft"], "A beat back", () => stepBeat(bench, -1)),
    grouped("Play", ["shift+arrowright"], "A beat on", () => stepBeat(bench, 1)),
    grouped("Play", ["arrowup"], "To the arrival before", () => stepArrival(bench, -1)),
    grouped("Play", ["arrowdown"], "To the next arrival", () => stepArrival(bench, 1)),
    grouped("Play", ["home"], "To the beginning", () => player.seek(0)),
    grouped("Play", ["end"], "To the end", () => player.seek(player.duration)),
  );
}

/**
 * @param {Keys} keys
 * @param {Bench} bench
 * @param {LoopRange} loop
 */
export function addViewKeys(keys, bench, loop) {
  const { studio, viewport } = bench;
  keys.add(
    grouped("Timeline", ["+", "="], "Zoom in", () => viewport.zoomAround(ZOOM_STEP, studio.player.time)),
    grouped("Timeline", ["-"], "Zoom out", () => viewport.zoomAround(1 / ZOOM_STEP, studio.player.time)),
    grouped("Timeline", ["0"], "See the whole song", () => viewport.fit()),
    grouped("Timeline", ["["], "The loop begins here", () => loop.begin(studio.player.time)),
    grouped("Timeline", ["]"], "The loop ends here", () => loop.end(studio.player.time)),
    grouped("Timeline", ["shift+l"], "Loop the chosen scene", () => loopChosen(bench, loop)),
    grouped("Timeline", ["\\"], "No loop", () => loop.set(null)),
  );
}

/**
 * @param {Keys} keys
 * @param {Bench} bench
 * @param {Lane} lane
 */
export function addSceneKeys(keys, bench, lane) {
  const { studio, actions } = bench;
  const chosen = /** @param {(number: number) => unknown} act */ (act) => () => {
    if (studio.selected >= 0) void act(studio.selected);
  };
  // With Shift a comma is another sign on each keyboard: < and >, or ; and :.
  keys.add(
    grouped("Scene", [","], "The chosen scene arrives a beat earlier", () => void actions.nudge(-1, "beat")),
    grouped("Scene", ["."], "The chosen scene arrives a beat later", () => void actions.nudge(1, "beat")),
    grouped("Scene", ["<", ";", "shift+,"], "… a bar earlier", () => void actions.nudge(-1, "bar")),
    grouped("Scene", [">", ":", "shift+."], "… a bar later", () => void actions.nudge(1, "bar")),
    grouped("Scene", ["mod+shift+arrowleft"], "Before the scene before", chosen((number) => actions.move(number, number - 1))),
    grouped("Scene", ["mod+shift+arrowright"], "Behind the next scene", chosen((number) => actions.move(number, number + 1))),
    grouped("Scene", ["mod+d"], "Duplicate", chosen((number) => actions.duplicate(number))),
    grouped("Scene", ["delete"], "Remove", () => {
      const isMeant = lane.hasFocus || document.activeElement === document.body;
      if (isMeant && studio.selected >= 0) void actions.remove(studio.selected);
    }),
  );
}

/**
 * @param {string} group
 * @param {string[]} keys
 * @param {string} does
 * @param {() => void} run
 */
function grouped(group, keys, does, run) {
  return { group, keys, does, run };
}

/**
 * @param {Bench} bench
 * @param {1 | -1} direction
 */
function stepFrame({ studio, viewport }, direction) {
  const { player } = studio;
  const frame = Math.floor(player.time / player.frameSeconds + 1e-3) + direction;
  player.pause();
  // A little into the frame: what the browser makes of the time must not fall into the one before.
  player.seek((frame + 0.01) * player.frameSeconds);
  viewport.reveal(player.time);
}

/**
 * @param {Bench} bench
 * @param {1 | -1} direction
 */
function stepBeat({ studio, viewport, grid }, direction) {
  const seconds = grid.measures.next(studio.player.time, direction);
  studio.player.seek(seconds ?? studio.player.time + direction);
  viewport.reveal(studio.player.time);
}

/**
 * @param {Bench} bench
 * @param {1 | -1} direction
 */
function stepArrival({ studio, viewport }, direction) {
  const { player, scenes } = studio;
  const arrivals = scenes.map(({ arrival }) => arrival);
  const later = arrivals.find((seconds) => seconds > player.time + AT);
  const earlier = arrivals.filter((seconds) => seconds < player.time - AT).pop();
  player.seek(direction > 0 ? (later ?? player.duration) : (earlier ?? 0));
  viewport.reveal(player.time);
}
