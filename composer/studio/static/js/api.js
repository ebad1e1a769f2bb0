/** Talking to the server. */

/** What the server refused, in words for the person at the page. */
export class Refusal extends Error {
  /**
   * @param {number} status  409: something changed meanwhile; 422: it cannot be done; 0: no answer came.
   * @param {string} message
   * @param {string} hint
   */
  constructor(status, message, hint) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

/**
 * @template T
 * @param {string} path
 * @returns {Promise<T>}
 */
export function get(path) {
  return answer(path, {});
}

/**
 * @template T
 * @param {string} path
 * @param {object} body
 * @returns {Promise<T>}
 */
export function post(path, body) {
  const headers = { "content-type": "application/json" };
  return answer(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/**
 * @param {string} path
 * @param {RequestInit} init
 */
async function answer(path, init) {
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Refusal(0, "The studio does not answer.", "Is it still running in the terminal?");
  }
  if (response.ok) return response.json();
  const text = await response.text();
  try {
    const { message, hint } = JSON.parse(text);
    throw new Refusal(response.status, message, hint);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(response.status, text || `The server answered ${response.status}.`, "");
  }
}

/**
 * Listens to the server's events.
 *
 * @param {Record<string, (data: any) => void>} handlers  By the event's name.
 * @param {(isOpen: boolean) => void} connected  Called when the stream opens, again after a break, and when it breaks.
 * @returns {EventSource}
 */
export function listen(handlers, connected) {
  const source = new EventSource("/api/events");
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(/** @type {MessageEvent} */ (event).data)));
  }
  source.onopen = () => connected(true);
  source.onerror = () => connected(false);
  return source;
}
