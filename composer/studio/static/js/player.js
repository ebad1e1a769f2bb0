/** The clock of the page: the song that plays, or a clock of its own where the film is silent. */

/** Slower or faster than this the sound is not worth hearing. */
const FASTEST = 4;

/**
 * Plays, seeks, shuttles and repeats. Dispatches `time` on each animation frame on which the time is another one, and
 * `state` when it begins or ends to play, or its rate, range or duration change.
 */
export class Player extends EventTarget {
  constructor() {
    super();
    /** @type {HTMLAudioElement} */
    this.audio = new Audio();
    this.audio.preload = "auto";
    /** The part that is repeated, in seconds. @type {{from: number, to: number} | null} */
    this.range = null;
    this.duration = 0;
    this.frameSeconds = 1 / 30;
    this._silentTime = 0;
    this._silentPlaying = false;
    this._isSilent = true;
    /** Speed; negative while shuttling backward, which is silent. */
    this._rate = 1;
    this._before = 0;
    this._told = -1;
    for (const name of ["play", "pause", "ended", "ratechange"]) {
      this.audio.addEventListener(name, () => this._tellState());
    }
    requestAnimationFrame((now) => this._tick(now));
  }

  /**
   * @param {string | null} url  Of the sound; null for a silent film.
   * @param {number} duration  Seconds.
   * @param {number} frameSeconds  Of the film.
   */
  load(url, duration, frameSeconds) {
    const time = this.time;
    this.duration = duration;
    this.frameSeconds = frameSeconds;
    this._isSilent = url === null;
    if (url !== null && this.audio.getAttribute("src") !== url) {
      this.audio.src = url;
      this.audio.currentTime = Math.min(time, duration);
    }
    this._tellState();
  }

  /** Seconds of the song. */
  get time() {
    return this._isSilent ? this._silentTime : this.audio.currentTime;
  }

  get isPlaying() {
    if (this._rate < 0) return true;
    return this._isSilent ? this._silentPlaying : !this.audio.paused;
  }

  /** Speed, 1 is the song's own; negative while it runs backward. */
  get rate() {
    return this._rate;
  }

  /** @param {number} seconds */
  seek(seconds) {
    const time = Math.min(Math.max(seconds, 0), Math.max(this.duration - 1e-3, 0));
    if (this._isSilent) this._silentTime = time;
    else this.audio.currentTime = time;
    this._tellTime();
  }

  async play() {
    this._setRate(Math.abs(this._rate) > 1 && this._rate > 0 ? this._rate : 1);
    if (this.time >= this.duration - 2e-3) this.seek(this.range ? this.range.from : 0);
    if (this._isSilent) this._silentPlaying = true;
    else await this.audio.play();
    this._tellState();
  }

  pause() {
    this._silentPlaying = false;
    this.audio.pause();
    this._setRate(1);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else void this.play();
  }

  /**
   * Faster each time: 1, 2, 4 times forward, or 1, 2, 4 times backward.
   *
   * @param {1 | -1} direction
   */
  shuttle(direction) {
    const goesOn = this.isPlaying && Math.sign(this._rate) === direction;
    const speed = goesOn ? Math.min(Math.abs(this._rate) * 2, FASTEST) : 1;
    if (direction < 0) {
      this.audio.pause();
      this._silentPlaying = false;
    }
    this._setRate(direction * speed);
    if (direction > 0) void this.play();
  }

  /** @param {{from: number, to: number} | null} range  The part to repeat. */
  repeat(range) {
    this.range = range;
    if (range && (this.time < range.from || this.time >= range.to)) this.seek(range.from);
    this._tellState();
  }

  /** @param {number} rate */
  _setRate(rate) {
    this._rate = rate;
    if (rate > 0) this.audio.playbackRate = rate;
    this._tellState();
  }

  /** @param {number} now */
  _tick(now) {
    const passed = Math.min((now - this._before) / 1000, 0.25);
    this._before = now;
    if (this._rate < 0) {
      if (this.time <= 0) this.pause();
      else this.seek(this.time + this._rate * passed);
    } else if (this._isSilent && this._silentPlaying) {
      this._silentTime = Math.min(this._silentTime + this._rate * passed, this.duration);
      if (this._silentTime >= this.duration) this.pause();
    }
    if (this.range && this.isPlaying && this._rate > 0 && this.time >= this.range.to) this.seek(this.range.from);
    if (this.time !== this._told) this._tellTime();
    requestAnimationFrame((next) => this._tick(next));
  }

  _tellTime() {
    this._told = this.time;
    this.dispatchEvent(new Event("time"));
  }

  _tellState() {
    this.dispatchEvent(new Event("state"));
  }
}
