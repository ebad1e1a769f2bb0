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
uniform vec3 uSample[LAYERS];  // level of detail; taps of the filter and its first row in the table
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

/** A layer hides what is behind it from here on; less than a tenth of a level is left. */
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
vec3 filtered(sampler2D picture, vec2 w, int level, vec2 tabled) {
  ivec2 size = textureSize(picture, level);
  vec2 at = textured(w) * vec2(size) - 0.5;
  ivec2 whole = ivec2(floor(at));
  ivec2 rows = ivec2(floor(fract(at) * ${PHASES}.0 + 0.5)) + int(tabled.y);
  int taps = int(tabled.x), quads = taps / 4;
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

/** The film's colour: its two chroma planes at half the size, rounded as the film rounds them. */
export const EXACT_COLOUR = `${HEAD}
${TABLE}
#define SAMPLED(N, w) filtered(uPicture[N], w, int(uSample[N].x), uSample[N].yz)
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
#define SAMPLED(N, w) filtered(uPicture[N], w, int(uSample[N].x), uSample[N].yz)
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

/** Catmull-Rom in nine bilinear reads. */
export const FINE = `${HEAD}
#define SAMPLED(N, w) fine(uPicture[N], w, uSample[N].x)
vec3 fine(sampler2D picture, vec2 w, float level) {
  vec2 size = vec2(textureSize(picture, int(level)));
  level = floor(level);
  vec2 at = textured(w) * size;
  vec2 middle = floor(at - 0.5) + 0.5;
  vec2 f = at - middle;
  vec2 w0 = f * (-0.5 + f * (1.0 - 0.5 * f));
  vec2 w1 = 1.0 + f * f * (-2.5 + 1.5 * f);
  vec2 w2 = f * (0.5 + f * (2.0 - 1.5 * f));
  vec2 w3 = f * f * (-0.5 + 0.5 * f);
  vec2 w12 = w1 + w2;
  vec2 p0 = (middle - 1.0) / size, p12 = (middle + w2 / w12) / size, p3 = (middle + 2.0) / size;
  READ(9)
  return (textureLod(picture, vec2(p0.x, p0.y), level).rgb * w0.x + textureLod(picture, vec2(p12.x, p0.y), level).rgb * w12.x + textureLod(picture, vec2(p3.x, p0.y), level).rgb * w3.x) * w0.y
   + (textureLod(picture, vec2(p0.x, p12.y), level).rgb * w0.x + textureLod(picture, vec2(p12.x, p12.y), level).rgb * w12.x + textureLod(picture, vec2(p3.x, p12.y), level).rgb * w3.x) * w12.y
   + (textureLod(picture, vec2(p0.x, p3.y), level).rgb * w0.x + textureLod(picture, vec2(p12.x, p3.y), level).rgb * w12.x + textureLod(picture, vec2(p3.x, p3.y), level).rgb * w3.x) * w3.y;
}
${LAYERS_TEXT}
void main() {
  finish(composed(place(${UPRIGHT})));
}`;
