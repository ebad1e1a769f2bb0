/** What the menu of a scene offers. */

import { loopChosen } from "./tools.js";

/** @typedef {import("./timeline.js").Bench} Bench */
/** @typedef {import("./loop_range.js").LoopRange} LoopRange */

/** What the key is called that editors use for their commands. */
const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

/**
 * @param {Bench} bench
 * @param {LoopRange} loop
 * @param {number} number  Of the scene.
 * @returns {import("./menu.js").Item[]}
 */
export function sceneItems(bench, loop, number) {
  const { studio, actions } = bench;
  const last = studio.scenes.length - 1;
  return [
    { does: "Go to its arrival", key: "Enter", run: () => studio.player.seek(studio.scenes[number].arrival) },
    { does: "Loop it", key: "Shift+L", run: () => loopChosen(bench, loop) },
    { does: "Earlier in the order", key: `${COMMAND}+Shift+←`, run: () => void actions.move(number, number - 1), isOff: number === 0 },
    { does: "Later in the order", key: `${COMMAND}+Shift+→`, run: () => void actions.move(number, number + 1), isOff: number === last },
    { does: "Add a scene after it", run: () => void actions.addAfter(number) },
    { does: "Duplicate", key: `${COMMAND}+D`, run: () => void actions.duplicate(number) },
    { does: "Remove", key: "Del", run: () => void actions.remove(number), isOff: last === 0 },
  ];
}
