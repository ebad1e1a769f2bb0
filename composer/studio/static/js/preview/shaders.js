// The programs of the preview: one pass over the frame, front to back through the layers of the compositor.
//
// Each quality samples a picture in its own way; where the layers lie and how their edges blend is common to all.

/** Layers that one pass can draw: WebGL 2 promises 16 samplers to a fragment shader. */
export const MOST_LAYERS = 8;
/** Taps of the widest filter along one axis. */
export const MOST_TAPS = 16;
/** Parts of a pixel for which a filter's weights are tabled; nearer, a weight errs by less than 8 bits show. */
export const PHASES = 512;

export const VERTEX = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID << 1 & 2, gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0);
}`;

const HEAD = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
#define LAYERS ${MOST_LAYERS}
uniform sampler2D uPicture[LAYERS];
uniform vec4 uView[LAYERS];    // a and b of the map from the frame into the keyframe
uniform vec4 uEdge[LAYERS];    // half sizes of the shown rectangle, steepness of its edge, cover
uniform vec4 uSample[LAYERS];  // level of detail, first row of the filter in the table, and what the quality needs
uniform int uCount;
uniform vec2 uBuffer;          // pixels of the picture that is drawn
uniform float uAspect;         // of the keyframes
out vec4 result;
#ifdef COUNT_READS
float reads = 0.0;
#define READ(n) reads += float(n);
#else
#define READ(n)
#endif
vec2 textured(vec2 w) {
  return w / vec2(uAspect, 1.0) + 0.5;
}
`;

// Once less than a tenth of a level is left to see through, what is behind is not read.
const LAYERS_TEXT = `
vec2 seen(int i, vec2 z) {
  vec2 a = uView[i].xy;
  return vec2(a.x * z.x - a.y * z.y, a.x * z.y + a.y * z.x) + uView[i].zw;
}
float part(int i, vec2 w) {
  vec2 inside = uEdge[i].xy - abs(w);
  float t = clamp(min(inside.x, inside.y) * uEdge[i].z, 0.0, 1.0);
  return i == 0 ? 1.0 : uEdge[i].w * t * t * (3.0 - 2.0 * t);
}
#define LAY(N) if (N < uCount && through > 0.0004) { \\
    vec2 w = seen(N, z); \\
    float p = part(N, w); \\
    if (p > 0.0) { \\
      sum += through * p * SAMPLED(N, w); \\
      through *= 1.0 - p; \\
    } \\
  }
vec3 composed(vec2 z) {
  vec3 sum = vec3(0.0);
  float through = 1.0;
  ${Array.from({ length: MOST_LAYERS }, (_, i) => `LAY(${MOST_LAYERS - 1 - i})`).join("\n  ")}
  return sum;
}
vec2 place(vec2 pixel) {
  return (pixel - 0.5 * uBuffer) / uBuffer.y;
}
void finish(vec3 colour) {
#ifdef COUNT_READS
  result = vec4(floor(reads / 256.0) / 255.0, mod(reads, 256.0) / 255.0, 0.0, 1.0);
#else
  result = vec4(colour, 1.0);
#endif
}
`;

const UPRIGHT = "vec2(gl_FragCoord.x, uBuffer.y - gl_FragCoord.y)";

/** One trilinear read. */
export const FAST = `${HEAD}
#define SAMPLED(N, w) fast(uPicture[N], w, uSample[N].x)
vec3 fast(sampler2D picture, vec2 w, float level) {
  READ(fract(level) > 0.0 && level > 0.0 ? 2 : 1)
  return textureLod(picture, textured(w), level).rgb;
}
${LAYERS_TEXT}
void main() {
  finish(composed(place(${UPRIGHT})));
}`;

const TABLE = `
uniform sampler2D uTable;      // weights of four taps a texel
int mirrored(int at, int size) {
  at = at < 0 ? -1 - at : at;
  return clamp(at < size ? at : 2 * size - 1 - at, 0, size - 1);
}
vec3 filtered(sampler2D picture, vec2 w, vec4 how) {
  int level = int(how.x), taps = int(how.z), quads = taps / 4;
  ivec2 size = textureSize(picture, level);
  vec2 at = textured(w) * vec2(size) - 0.5;
  ivec2 whole = ivec2(floor(at));
  ivec2 rows = ivec2(floor(fract(at) * ${PHASES}.0 + 0.5)) + int(how.y);
  ivec2 first = whole - taps / 2 + 1;
  vec4 across[${MOST_TAPS / 4}];
  for (int q = 0; q < quads; q++) across[q] = texelFetch(uTable, ivec2(q, rows.x), 0);
  READ(2 * quads + taps * taps)
  vec3 sum = vec3(0.0);
  for (int q = 0; q < quads; q++) {
    vec4 down = texelFetch(uTable, ivec2(q, rows.y), 0);
    for (int k = 0; k < 4; k++) {
      int y = mirrored(first.y + 4 * q + k, size.y);
      vec3 line = vec3(0.0);
      for (int x = 0; x < taps; x++) {
        line += across[x / 4][x % 4] * texelFetch(picture, ivec2(mirrored(first.x + x, size.x), y), level).rgb;
      }
      sum += down[k] * line;
    }
  }
  return sum;
}
`;

/** Few bilinear reads, each of two by two taps: light by a windowed sinc, colour as coarse as the film's. */
export const FINE = `${HEAD}
uniform sampler2D uTable;      // for each of four reads its place from the pixel and its weight
#define SAMPLED(N, w) fine(uPicture[N], w, uSample[N])
const vec3 LUMA = vec3(0.2126, 0.7152, 0.0722);
vec3 fine(sampler2D picture, vec2 w, vec4 how) {
  float level = how.x;
  vec2 size = vec2(textureSize(picture, int(level)));
  vec2 at = textured(w);
  vec2 pixel = at * size - 0.5, whole = floor(pixel);
  ivec2 rows = ivec2((pixel - whole) * ${PHASES}.0 + 0.5) + int(how.y);
  vec4 across = texelFetch(uTable, ivec2(0, rows.x), 0), acrossWeights = texelFetch(uTable, ivec2(1, rows.x), 0);
  vec4 down = texelFetch(uTable, ivec2(0, rows.y), 0), downWeights = texelFetch(uTable, ivec2(1, rows.y), 0);
  vec4 x = (whole.x + 0.5 + across) / size.x, y = (whole.y + 0.5 + down) / size.y;
  vec3 sum = vec3(0.0);
  for (int row = 0; row < 4; row++) {
    vec3 line = vec3(0.0);
    for (int k = 0; k < 4; k++) line += acrossWeights[k] * textureLod(picture, vec2(x[k], y[row]), level).rgb;
    sum += downWeights[row] * line;
  }
  vec2 spread = how.w / vec2(uAspect, 1.0), crossed = vec2(spread.x, -spread.y);
  vec3 colour = 0.25 * (
    textureLod(picture, at + spread, how.z).rgb + textureLod(picture, at - spread, how.z).rgb +
    textureLod(picture, at + crossed, how.z).rgb + textureLod(picture, at - crossed, how.z).rgb);
  READ(4 + 16 + 2 * 4)
  return sum + (colour - dot(colour, LUMA)) - (sum - dot(sum, LUMA));
}
${LAYERS_TEXT}
void main() {
  finish(composed(place(${UPRIGHT})));
}`;

/** The film's colour: its two chroma planes at half the size, rounded as the film rounds them. */
export const EXACT_COLOUR = `${HEAD}
${TABLE}
#define SAMPLED(N, w) filtered(uPicture[N], w, uSample[N])
${LAYERS_TEXT}
void main() {
  // In line with the even columns, midway between two rows; the first row of the target is the uppermost.
  vec2 pixel = vec2(2.0 * gl_FragCoord.x - 0.5, 2.0 * gl_FragCoord.y);
  vec3 rgb = composed(place(pixel));
  float luma = dot(rgb, vec3(0.2126, 0.7152, 0.0722));
  vec2 difference = vec2((rgb.b - luma) / 1.8556, (rgb.r - luma) / 1.5748);
  vec2 levels = clamp(floor(128.5 + 224.0 * difference), 16.0, 240.0);
  finish(vec3(levels / 255.0, 0.0));
}`;

/** The film's light, rounded as the film rounds it, and its colour laid over it. */
export const EXACT_LIGHT = `${HEAD}
${TABLE}
uniform sampler2D uChroma;
#define SAMPLED(N, w) filtered(uPicture[N], w, uSample[N])
${LAYERS_TEXT}
void main() {
  vec2 pixel = ${UPRIGHT};
  float luma = dot(composed(place(pixel)), vec3(0.2126, 0.7152, 0.0722));
  float light = clamp(floor(16.5 + 219.0 * luma), 16.0, 235.0) / 219.0 - 16.0 / 219.0;
  READ(1)
  vec2 levels = 255.0 * textureLod(uChroma, (pixel + vec2(0.5, 0.0)) / uBuffer, 0.0).xy;
  vec2 difference = (levels - 128.0) / 224.0;
  float blue = light + 1.8556 * difference.x;
  float red = light + 1.5748 * difference.y;
  finish(vec3(red, (light - 0.2126 * red - 0.0722 * blue) / 0.7152, blue));
}`;
