// WebGL programs that fill the whole picture.

import { VERTEX } from "./shaders.js";

/** A compiled program and the places of its uniforms. */
export class Program {
  /**
   * @param {WebGL2RenderingContext} gl
   * @param {string} fragment
   * @param {boolean} counting Whether it draws how often it read a texture instead of the picture.
   */
  constructor(gl, fragment, counting) {
    this._gl = gl;
    this._handle = linked(gl, counting ? fragment.replace("\n", "\n#define COUNT_READS\n") : fragment);
    /** @type {Map<string, WebGLUniformLocation | null>} */
    this._places = new Map();
  }

  /** Use it for what is drawn next. */
  use() {
    this._gl.useProgram(this._handle);
  }

  /**
   * @param {string} name Of a uniform.
   * @returns {WebGLUniformLocation | null}
   */
  place(name) {
    if (!this._places.has(name)) this._places.set(name, this._gl.getUniformLocation(this._handle, name));
    return this._places.get(name) ?? null;
  }
}

/**
 * @param {WebGL2RenderingContext} gl
 * @param {string} fragment
 * @returns {WebGLProgram}
 */
function linked(gl, fragment) {
  const program = gl.createProgram();
  const stages = [compiled(gl, gl.VERTEX_SHADER, VERTEX), compiled(gl, gl.FRAGMENT_SHADER, fragment)];
  for (const stage of stages) gl.attachShader(program, stage);
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const said = [gl.getProgramInfoLog(program), ...stages.map((stage) => gl.getShaderInfoLog(stage))];
    throw new Error(`the preview's program does not link: ${said.filter(Boolean).join("; ")}`);
  }
  for (const stage of stages) gl.deleteShader(stage);
  return program;
}

/**
 * @param {WebGL2RenderingContext} gl
 * @param {number} kind
 * @param {string} text
 * @returns {WebGLShader}
 */
function compiled(gl, kind, text) {
  const shader = gl.createShader(kind);
  if (shader === null) throw new Error("the preview's WebGL context is lost");
  gl.shaderSource(shader, text);
  gl.compileShader(shader);
  return shader;
}
