// What stands for a keyframe that is not there yet: a soft colour of its scene, and the scene's name.

const WIDTH = 640;
/** Turns of the colour circle from scene to scene: the golden section, so that neighbours differ. */
const GOLDEN = 0.381966;

/**
 * Draw one.
 * @param {{name: string, number: number, aspect: number}} scene Its name, its number in the film, the canvas's shape.
 * @returns {OffscreenCanvas}
 */
export function drawPlaceholder({ name, number, aspect }) {
  const height = Math.max(2, Math.round(WIDTH / aspect));
  const canvas = new OffscreenCanvas(WIDTH, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Error("no 2D canvas");
  paintGround(context, ((number * GOLDEN) % 1) * 360);
  writeName(context, name);
  return canvas;
}

/**
 * Brighter in the middle, so that the camera's flight is seen.
 * @param {OffscreenCanvasRenderingContext2D} context
 * @param {number} hue
 */
function paintGround(context, hue) {
  const { width, height } = context.canvas;
  const [x, y] = [width / 2, height / 2];
  const ground = context.createRadialGradient(x, y, 0, x, y, Math.hypot(x, y));
  ground.addColorStop(0, `hsl(${hue} 34% 52%)`);
  ground.addColorStop(1, `hsl(${hue} 38% 30%)`);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  context.strokeStyle = `hsl(${hue} 40% 70% / 0.5)`;
  context.lineWidth = height / 90;
  context.strokeRect(0, 0, width, height);
}

/**
 * In the middle, where the camera flies: there it grows until the next keyframe takes its place.
 * @param {OffscreenCanvasRenderingContext2D} context
 * @param {string} name
 */
function writeName(context, name) {
  const { width, height } = context.canvas;
  context.font = `600 ${Math.round(height * 0.18)}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = "rgb(255 255 255 / 0.9)";
  context.fillText(name, width / 2, height / 2, width * 0.9);
}
