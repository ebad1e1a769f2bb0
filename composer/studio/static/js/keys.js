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

  /**
   * Do what a key does.
   *
   * @param {string} name
   */
  press(name) {
    this.shortcuts.find((shortcut) => shortcut.keys.includes(name))?.run(new KeyboardEvent("keydown"));
  }

  /** @param {KeyboardEvent} event */
  _pressed(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const name = keyName(event);
    const found = this.shortcuts.find((shortcut) => shortcut.keys.includes(name));
    if (!found || (isTyping(event.target) && !found.inFields) || isTheirs(event.target, name)) return;
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

/** Keys that move the knob of a slider. */
const SLIDING = new Set(["arrowleft", "arrowright", "arrowup", "arrowdown", "home", "end", "pageup", "pagedown"]);

/**
 * Whether the key does something to the element itself: presses a button, moves a knob.
 *
 * @param {EventTarget | null} target
 * @param {string} name
 */
function isTheirs(target, name) {
  const type = target instanceof HTMLInputElement ? target.type : "";
  if (type === "range" || type === "radio") return SLIDING.has(name);
  const isPressed = target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || type === "checkbox";
  const isSummary = target instanceof HTMLElement && target.tagName === "SUMMARY";
  return (isPressed || isSummary) && (name === "space" || name === "enter");
}
