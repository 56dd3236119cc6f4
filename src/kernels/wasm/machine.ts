// A memory with the kernels on it: the module's own constants, scratch arrays for a block, and behind them whatever
// arrays were allocated there.

import type { Dtype, FloatArray } from "../../types.js";
import type { Scratch } from "../kernel.js";
import { compileModule } from "./module.js";

type General = (
  want: number,
  dialect: number,
  count: number,
  y: number,
  x: number,
  w: number,
  kept: number,
  posWeights: number,
  posWeight: number,
  keep: number,
  rest: number,
  lowest: number,
  highest: number,
  added: number,
  scale: number,
  out: number,
) => number;

/** What assembly/index.ts exports for a dtype. */
export interface Exports {
  general: General;
  labels(count: number, from: number, to: number): void;
  /** `w` 0 for weights that are all 1, `out` 0 for the sum alone. */
  logits(count: number, y: number, z: number, w: number, keep: number, rest: number, scale: number, out: number): number;
  probabilities(
    count: number,
    y: number,
    p: number,
    w: number,
    keep: number,
    rest: number,
    lowest: number,
    highest: number,
    added: number,
    scale: number,
    out: number,
  ): number;
}

export interface Machine {
  readonly name: "relaxed-simd" | "simd";
  /** Whether callers' arrays lie in it; the package's own memory holds none. */
  readonly isShared: boolean;
  readonly buffer: ArrayBuffer;
  readonly exports: { readonly [D in Dtype]: Exports };
  readonly scratch: { readonly [D in Dtype]: Scratch };
}

const pageBytes = 65536;
const blockBytes = 8192;
/** Below it lie the module's constants. */
const scratchStart = 4096;

/** The most elements of a block. */
export function blockSizeOf(dtype: Dtype): number {
  return blockBytes / (dtype === "float32" ? 4 : 8);
}

/** Where a machine's free memory begins. */
export const freeStart = pageBytes;

/**
 * @param bytes The free memory wanted.
 * @returns null where there is no WebAssembly to be had.
 * @throws RangeError where there is not so much memory.
 */
export function createMachine(bytes: number, relaxed: boolean): Machine | null {
  const compiled = compileModule(relaxed);
  if (!compiled) return null;
  const pages = 1 + Math.ceil(bytes / pageBytes);
  const memory = new compiled.api.Memory({ initial: pages, maximum: pages });
  const { exports } = new compiled.api.Instance(compiled.module, { env: { memory } });
  const { buffer } = memory;
  return {
    name: compiled.name,
    isShared: bytes > 0,
    buffer,
    exports: { float32: exportsOf(exports, "F32"), float64: exportsOf(exports, "F64") },
    scratch: { float32: scratchOf(buffer, Float32Array), float64: scratchOf(buffer, Float64Array) },
  };
}

function exportsOf(exports: { readonly [name: string]: unknown }, suffix: "F32" | "F64"): Exports {
  const named = (name: keyof Exports) => exports[name + suffix] as never;
  return {
    general: named("general"),
    labels: named("labels"),
    logits: named("logits"),
    probabilities: named("probabilities"),
  };
}

function scratchOf(buffer: ArrayBuffer, Kind: Float32ArrayConstructor | Float64ArrayConstructor): Scratch {
  let at = scratchStart;
  const length = blockBytes / Kind.BYTES_PER_ELEMENT;
  // Kept apart by a cache line and more: equal low bits of two addresses would make loads wait for stores.
  const take = (bytes: number) => {
    const start = at;
    at += bytes + 192;
    return start;
  };
  const floats = (): FloatArray => new Kind(buffer, take(blockBytes), length);
  const bytes = () => new Uint8Array(buffer, take(length), length);
  return {
    labels: floats(),
    predictions: floats(),
    out: floats(),
    weights: floats(),
    posWeights: floats(),
    bytes: bytes(),
    kept: bytes(),
  };
}
