// Pictures fetched and decoded, never more than a few at once.

/** Fetches at once: more of them would only take the line from one another. */
const AT_ONCE = 4;
/** Milliseconds after which a picture that could not be had may be asked for again. */
const REST = 3000;

/**
 * @typedef {{url: string, digest: string}} Source
 * @typedef {object} Receiver
 * @property {(digest: string, picture: ImageBitmap) => void} taken Gets each picture, and closes it.
 * @property {(digest: string, error: unknown) => void} failed
 */

/** Loads the pictures that were asked for last, the first of them first. */
export class Loader {
  /**
   * @param {Receiver} receiver
   * @param {number} widest Pixels; what is wider or higher is made smaller.
   */
  constructor(receiver, widest) {
    this._receiver = receiver;
    this._widest = widest;
    /** @type {Map<string, AbortController>} */
    this._running = new Map();
    /** @type {readonly Source[]} */
    this._wanted = [];
    /** When each picture that could not be had may be asked for again. @type {Map<string, number>} */
    this._broken = new Map();
  }

  /** Fetches that are under way. */
  get running() {
    return this._running.size;
  }

  /**
   * Want these pictures, in this order, and no others that have not begun.
   * @param {readonly Source[]} sources
   */
  want(sources) {
    this._wanted = sources;
    this._start();
  }

  /**
   * Stop what is no longer in the film, and try again what failed some time ago.
   * @param {ReadonlySet<string>} digests All of the film's.
   */
  keepOnly(digests) {
    for (const [digest, again] of this._broken) if (performance.now() >= again) this._broken.delete(digest);
    for (const [digest, stop] of this._running) if (!digests.has(digest)) stop.abort();
  }

  /** Stop all. */
  close() {
    this._wanted = [];
    for (const stop of this._running.values()) stop.abort();
  }

  _start() {
    for (const source of this._wanted) {
      if (this._running.size >= AT_ONCE) return;
      if (!this._running.has(source.digest) && !this._broken.has(source.digest)) void this._load(source);
    }
  }

  /**
   * @param {Source} source
   */
  async _load({ url, digest }) {
    const stop = new AbortController();
    this._running.set(digest, stop);
    try {
      const picture = await fetched(url, stop.signal, this._widest);
      if (stop.signal.aborted) picture.close();
      else this._receiver.taken(digest, picture);
    } catch (error) {
      if (!stop.signal.aborted) {
        this._broken.set(digest, performance.now() + REST);
        this._receiver.failed(digest, error);
      }
    } finally {
      this._running.delete(digest);
      this._wanted = this._wanted.filter((source) => source.digest !== digest);
      this._start();
    }
  }
}

/**
 * The very pixels of a file, without the screen's colours and without alpha mixed in.
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {number} widest
 * @returns {Promise<ImageBitmap>}
 */
async function fetched(url, signal, widest) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  /** @type {ImageBitmapOptions} */
  const exactly = { premultiplyAlpha: "none", colorSpaceConversion: "none" };
  const picture = await createImageBitmap(await response.blob(), exactly);
  const shrink = widest / Math.max(picture.width, picture.height);
  if (shrink >= 1) return picture;
  const [resizeWidth, resizeHeight] = [picture.width, picture.height].map((side) => Math.round(side * shrink));
  const smaller = await createImageBitmap(picture, { ...exactly, resizeWidth, resizeHeight, resizeQuality: "high" });
  picture.close();
  return smaller;
}
