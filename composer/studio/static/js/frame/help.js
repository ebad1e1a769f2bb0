/** The list of all keys, made from the keys themselves. */

import { element } from "../dom.js";

/** @typedef {import("../keys.js").Keys} Keys */
/** @typedef {import("../keys.js").Shortcut} Shortcut */

/** How keys are called on the keyboard. @type {Record<string, string>} */
const NAMES = {
  space: "Space", mod: "Ctrl", alt: "Alt", shift: "Shift", arrowleft: "←", arrowright: "→", arrowup: "↑",
  arrowdown: "↓", home: "Home", end: "End", enter: "Enter", escape: "Esc", delete: "Delete", contextmenu: "Menu",
  pageup: "Page up", pagedown: "Page down",
};

/**
 * Show every key and what it does.
 *
 * @param {Keys} keys
 */
export function showHelp(keys) {
  const dialog = element("dialog", { class: "help", "aria-label": "Keys" });
  const groups = [...new Set(keys.shortcuts.map((shortcut) => shortcut.group))];
  dialog.append(
    element("h2", { text: "Keys" }),
    element("div", { class: "groups" }, ...groups.map((group) => groupOf(keys, group))),
    element("form", { method: "dialog" }, element("button", { class: "primary", text: "Close" })),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  // The button that has the focus is below the list.
  dialog.scrollTop = 0;
}

/**
 * @param {Keys} keys
 * @param {string} group
 */
function groupOf(keys, group) {
  const list = element("dl", {});
  for (const shortcut of keys.shortcuts.filter((each) => each.group === group)) {
    list.append(element("dt", {}, ...namesOf(shortcut)), element("dd", { text: shortcut.does }));
  }
  return element("section", {}, element("h3", { text: group }), list);
}

/** @param {Shortcut} shortcut */
function namesOf(shortcut) {
  const alternatives = shortcut.keys.map((key) => {
    const parts = key === "+" ? ["+"] : key.split("+").map((part) => part || "+");
    return element("span", { class: "chord" }, ...parts.map((part) => element("kbd", { text: nameOf(part) })));
  });
  return alternatives;
}

/** @param {string} part */
function nameOf(part) {
  const isMac = /mac/i.test(navigator.platform);
  if (part === "mod" && isMac) return "⌘";
  return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
}
