/** A row of which one is chosen. */

import { element } from "../dom.js";

let made = 0;

/**
 * @typedef {object} Choices
 * @property {HTMLFieldSetElement} element
 * @property {() => string} value
 * @property {(name: string, words: string, isPossible: boolean) => void} tell  Names a choice anew; the first one is
 *   taken in place of one that is not possible any more.
 */

/**
 * @param {string} legend
 * @param {[string, string][]} options  Name and words of each; the first is chosen.
 * @param {() => void} changed
 * @returns {Choices}
 */
export function choices(legend, options, changed) {
  const group = `choice-${++made}`;
  /** @type {Map<string, {input: HTMLInputElement, words: HTMLElement}>} */
  const parts = new Map();
  const labels = options.map(([name, text], place) => {
    const input = element("input", { type: "radio", name: group, value: name, checked: place === 0, onchange: changed });
    const words = element("span", { text });
    parts.set(name, { input, words });
    return element("label", {}, input, words);
  });
  const root = element("fieldset", { class: "choices" }, element("legend", { text: legend }), ...labels);
  return {
    element: root,
    value: () => options.find(([name]) => parts.get(name)?.input.checked)?.[0] ?? options[0][0],
    tell: (name, words, isPossible) => {
      const part = parts.get(name);
      if (!part) return;
      if (part.words.textContent !== words) part.words.textContent = words;
      part.input.disabled = !isPossible;
      const first = parts.get(options[0][0]);
      if (!isPossible && part.input.checked && first) first.input.checked = true;
    },
  };
}
