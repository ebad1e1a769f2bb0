// The WebGL 2 context of a canvas: asked for, missed, and read back.

/** Why there is no picture: the browser cannot draw it. The page shows the message and the hint. */
export class NoWebGL extends Error {
  constructor() {
    super("this browser cannot draw the film: WebGL 2 is missing");
    this.name = "NoWebGL";
    this.hint = "turn on hardware acceleration in the browser's settings, or open the page in a current browser";
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {WebGL2RenderingContext}
 * @throws {NoWebGL}
 */
export function contextOf(canvas) {
  const asked = { alpha: false, antialias: false, depth: false, stencil: false };
  const gl = canvas.getContext("webgl2", { ...asked, powerPreference: "high-performance" });
  if (gl === null) throw new NoWebGL();
  return gl;
}

/**
 * What was drawn since the page was shown last.
 * @param {WebGL2RenderingContext} gl
 * @param {import("./layering.js").Size} size
 * @returns {{width: number, height: number, pixels: Uint8Array}} RGBA, the uppermost row first.
 */
export function pixelsOf(gl, [width, height]) {
  const upside = new Uint8Array(4 * width * height);
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, upside);
  const pixels = new Uint8Array(upside.length);
  for (let y = 0; y < height; y += 1) {
    const start = 4 * width * (height - 1 - y);
    pixels.set(upside.subarray(start, start + 4 * width), 4 * width * y);
  }
  return { width, height, pixels };
}

/**
 * Wait until all that was asked for is drawn; `finish` alone does not in every browser.
 * @param {WebGL2RenderingContext} gl
 */
export function waitFor(gl) {
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}
