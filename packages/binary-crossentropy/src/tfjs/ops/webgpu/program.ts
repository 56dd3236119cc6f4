// Shaders of this package as programs of TensorFlow.js's webgpu backend, which compiles one for each
// key, makes the tensor that it writes, and encodes it among its own.

import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../../shape/view.js";
import { declaredArray, parameterType } from "../../../webgpu/shader.js";

/** What is called of TensorFlow.js's backend. */
export interface WebGpuBackend {
  readonly device: { readonly limits: { readonly maxComputeWorkgroupsPerDimension: number } };
  /** What is known of a tensor's data: numbers that are not on the device yet are `values`. */
  readonly tensorMap: {
    get(
      dataId: object,
    ): { readonly dtype: string; readonly values?: ArrayLike<number> | null } | undefined;
  };
  makeTensorInfo(shape: number[], dtype: "float32", values?: Float32Array): TensorInfo;
  disposeData(dataId: object): void;
  runWebGPUProgram(
    program: Program,
    inputs: TensorInfo[],
    outputDtype: "float32",
    uniforms: { type: "int32" | "uint32"; data: number[] }[],
    output?: TensorInfo,
  ): TensorInfo;
}

/** TensorFlow.js adds to it, so each run has its own. */
interface Program {
  variableNames: string[];
  outputShape: number[];
  dispatchLayout: { x: number[] };
  dispatch: [number, number, number];
  workgroupSize: [number, number, number];
  uniforms: string;
  shaderKey: string;
  getUserCode(): string;
}

/** A shader of workgroups of 256. */
export interface Shader {
  /** Tells its text from all others. */
  readonly key: string;
  /** The names of the arrays that it reads, and of the one that it writes. */
  readonly inputs: readonly string[];
  readonly output: string;
  /**
   * Declares a function for each invocation, named {@link entryPoint}: it is called with the
   * workgroup's number, their number, and its place in the workgroup. It reads `params`.
   */
  readonly text: () => string;
  readonly entryPoint: string;
}

/** Numbers that a shader reads as `params`. */
export type Parameters = Readonly<Record<string, number>>;

/**
 * @param inputs The tensors in the order of the shader's.
 * @param output A tensor to be written to, or the shape of a new one.
 */
export function runShader(
  backend: WebGpuBackend,
  shader: Shader,
  inputs: readonly TensorInfo[],
  parameters: Parameters,
  groups: number,
  output: TensorInfo | number[],
): TensorInfo {
  const isNew = Array.isArray(output);
  const names = Object.keys(parameters);
  const program: Program = {
    variableNames: inputs.map((_, i) => `tensor${i}`),
    outputShape: isNew ? output : output.shape,
    dispatchLayout: { x: [0] },
    dispatch: [groups, 1, 1],
    workgroupSize: [256, 1, 1],
    uniforms: names.map((name) => `${name} : ${parameterType(name)}, `).join(""),
    shaderKey: `BinaryCrossentropy ${shader.key}`,
    getUserCode: () => codeOf(shader),
  };
  return backend.runWebGPUProgram(
    program,
    // Flat, as shaders count them.
    inputs.map((input) => ({ ...input, shape: [sizeOf(input.shape)] })),
    "float32",
    names.map((name) => ({
      type: parameterType(name) === "i32" ? "int32" : "uint32",
      data: [parameters[name]!],
    })),
    isNew ? undefined : output,
  );
}

/**
 * The text beside TensorFlow.js's own, which calls its `main`.
 *
 * - Every tensor is declared there already, as floats, which a compiler may take for numbers that
 *   are neither infinite nor NaN. Here they are declared once more, as bits: of several variables at
 *   one place a shader may use one.
 * - What is said there of the workgroup is said in variables of each invocation, and a barrier must
 *   be reached by all: one invocation tells the others.
 */
function codeOf({ output, inputs, text, entryPoint }: Shader): string {
  const arrays = [output, ...inputs].map((name, binding) =>
    declaredArray({ name, binding, type: binding === 0 ? "storage" : "read-only-storage" }),
  );
  return `
${arrays.join("")}
${text().replaceAll(/\b(params|given)\./g, "uniforms.")}
var<workgroup> place: vec2u;
fn main(index: i32) {
 if (localIndex == 0u) { place = vec2u(workgroupId.x, numWorkgroups.x); }
 let here = workgroupUniformLoad(&place);
 ${entryPoint}(here.x, here.y, localIndex);
}
`;
}
