/** The keys of the page: each with its meaning, so that the list under `?` is always the truth. */

/**
 * @typedef {object} Shortcut
 * @property {string[]} keys  As `keyName` calls them: `space`, `shift+arrowright`, `mod+z` (Ctrl, or Command), `?`.
 * @property {string} group  Heading in the list.
 * @property {string} does
 * @property {(event: KeyboardEvent) => void} run
 * @property {boolean} [inFields]  Whether it holds while something is typed too.
 */

/** All shortcuts, in the order in which they were added. */
export class Keys {
  constructor() {
    /** @type {Shortcut[]} */
    this.shortcuts = [];
    document.addEventListener("keydown", (event) => this._pressed(event));
  }

  /** @param {...Shortcut} shortcuts */
  add(...shortcuts) {
    this.shortcuts.push(...shortcuts);
  }

  /** @param {KeyboardEvent} event */
  _pressed(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const name = keyName(event);
    const found = this.shortcuts.find((shortcut) => shortcut.keys.includes(name));
    if (!found || (isTyping(event.target) && !found.inFields) || (name === "space" && isPressed(event.target))) return;
    event.preventDefault();
    found.run(event);
  }
}

/**
 * What a key is called here, with what is held down.
 *
 * @param {KeyboardEvent} event
 */
export function keyName(event) {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const isSign = event.key.length === 1 && !/[a-z0-9]/i.test(event.key) && key !== "space";
  const held = [
    event.ctrlKey || event.metaKey ? "mod" : "",
    event.altKey ? "alt" : "",
    event.shiftKey && !isSign ? "shift" : "",
  ];
  return [...held.filter(Boolean), key].join("+");
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["range", "checkbox", "button", "radio"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Whether the space bar presses the element itself. @param {EventTarget | null} target */
function isPressed(target) {
  return target instanceof HTMLButtonElement || (target instanceof HTMLInputElement && target.type === "checkbox");
}
