// A memory with the kernels on it: the module's own constants, scratch arrays for a block, and
// behind them whatever arrays were allocated there.

import type { Dtype, FloatArray } from "../../types.js";
import type { Scratch } from "../kernel.js";
import type { WebAssemblyMemory } from "./api.js";
import type { CompiledModule } from "./module.js";

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
  quick(
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
    factors: number,
    out: number,
    losses: number,
    storesLosses: boolean,
  ): number;
  within(count: number, x: number, lowest: number, highest: number): number;
  ignore(count: number, y: number, label: number, kept: number): void;
  means(
    cells: number,
    elements: number,
    x: number,
    w: number,
    kept: number,
    isZeroed: boolean,
    table: number,
    found: number,
    out: number,
  ): number;
  faint(count: number, x: number): number;
  factors(
    cells: number,
    elements: number,
    w: number,
    kept: number,
    scale: number,
    table: number,
    out: number,
  ): number;
}

/** What it exports for both. */
export interface SelectionExports {
  countKept(count: number, kept: number): number;
  countCells(cells: number, elements: number, kept: number): number;
}

/** Arrays of one block that only the kernels themselves see, by their addresses. */
export interface Spare {
  readonly losses: number;
  readonly factors: number;
  /** Room for {@link fewElements} numbers, and four more. */
  readonly table: number;
  /** Where a count goes, an integer of 32 bits. */
  readonly found: number;
}

/** Cells of fewer elements are computed many at a time. */
export const fewElements = 64;
const tableBytes = 8 * (fewElements + 4);

/** Computes elements that general hands out; its arguments mean what general's do. */
export type Outside = (
  want: number,
  count: number,
  y: number,
  x: number,
  w: number,
  kept: number,
  posWeights: number,
  posWeight: number,
  scale: number,
  out: number,
) => number;

export interface Machine {
  readonly name: "relaxed-simd" | "simd";
  /** Whether callers' arrays lie in it; the package's own memory holds none. */
  readonly holdsArrays: boolean;
  readonly buffer: ArrayBufferLike;
  /** Whether threads share it. */
  readonly isShared: boolean;
  readonly exports: { readonly [D in Dtype]: Exports };
  readonly selection: SelectionExports;
  readonly scratch: { readonly [D in Dtype]: Scratch };
  readonly spare: Spare;
  /** What the kernel that runs calls for elements that it cannot compute: set before it runs. */
  outside: Outside;
  /** Held with a shared memory: count-memory.ts says what for. */
  readonly counted?: object;
  /** Writes the modules' constants again, which lie in the buffer that callers' arrays show. */
  restore(): void;
  /** Puts another module on the memory, with constants of its own; returns what it exports. */
  add(compiled: CompiledModule): { readonly [name: string]: unknown };
}

export const pageBytes = 65536;
const blockBytes = 8192;
/** Below it lie the module's constants. */
const constantBytes = 1024;
export const vectorBytes = 16;
/** One vector for each of six arrays: assembly/general.ts. */
const tailBytes = 6 * vectorBytes;

/**
 * What keeps arrays apart, by a cache line and more: equal low bits of two addresses would make
 * loads wait for stores.
 */
const gap = 192;

/** The next cache line: a vector that lies across two takes longer. */
const atLine = (at: number) => Math.ceil(at / 64) * 64;

/** The most elements of a block. */
export function blockSizeOf(dtype: Dtype): number {
  return blockBytes / (dtype === "float32" ? 4 : 8);
}

/** What the constants and the scratch of a thread take up. */
export const threadBytes = pageBytes;

/** @param start Where this thread's scratch lies, behind room for the constants. */
export function createMachine(
  compiled: CompiledModule,
  memory: WebAssemblyMemory,
  holdsArrays: boolean,
  start = 0,
): Machine {
  const tail = start + constantBytes;
  const outside: Outside = (...elements) => machine.outside(...elements);
  const instantiate = ({ api, module }: CompiledModule) =>
    new api.Instance(module, { env: { memory, tail, outside } }).exports;
  const exports = instantiate(compiled);
  const { name, isShared } = compiled;
  const { buffer } = memory;
  const losses = atLine(tail + tailBytes);
  const factors = losses + blockBytes + gap;
  const table = factors + blockBytes + gap;
  const found = table + tableBytes;
  const scratch = atLine(found + 4);
  const machine: Machine = {
    name,
    holdsArrays,
    buffer,
    isShared,
    exports: { float32: exportsOf(exports, "F32"), float64: exportsOf(exports, "F64") },
    selection: exports as unknown as SelectionExports,
    spare: { losses, factors, table, found },
    scratch: {
      float32: scratchOf(buffer, scratch, Float32Array),
      float64: scratchOf(buffer, scratch, Float64Array),
    },
    outside: none,
    restore: restoreOf(buffer),
    add(other) {
      // Callers may have seen the buffer by now: what is restored from here on must be constants.
      machine.restore();
      const added = instantiate(other);
      machine.restore = restoreOf(buffer);
      return added;
    },
  };
  return machine;
}

function none(): never {
  throw new Error("no kernel runs on this machine");
}

/** The modules have written their constants by now, and nobody has changed the buffer since. */
function restoreOf(buffer: ArrayBufferLike): () => void {
  const words = new Float64Array(buffer, 0, constantBytes / 8);
  const isUsed = (word: number) => !Object.is(word, 0);
  const start = words.findIndex(isUsed);
  let end = words.length;
  while (!isUsed(words[end - 1]!)) end--;
  const constants = words.subarray(start, end);
  const original = constants.slice();
  return () => constants.set(original);
}

function exportsOf(exports: { readonly [name: string]: unknown }, suffix: "F32" | "F64"): Exports {
  const named = (name: keyof Exports) => exports[name + suffix] as never;
  return {
    general: named("general"),
    labels: named("labels"),
    quick: named("quick"),
    within: named("within"),
    ignore: named("ignore"),
    means: named("means"),
    faint: named("faint"),
    factors: named("factors"),
  };
}

function scratchOf(
  buffer: ArrayBufferLike,
  start: number,
  Kind: Float32ArrayConstructor | Float64ArrayConstructor,
): Scratch {
  let at = start;
  const length = blockBytes / Kind.BYTES_PER_ELEMENT;
  const take = (bytes: number) => {
    const start = at;
    at += bytes + gap;
    return start;
  };
  const floats = (): FloatArray => new Kind(buffer as ArrayBuffer, take(blockBytes), length);
  const bytes = () => new Uint8Array(buffer, take(length), length);
  const [labels, predictions, out] = [floats(), floats(), floats()];
  return {
    labels,
    predictions,
    out,
    beginning: out,
    weights: floats(),
    posWeights: floats(),
    bytes: bytes(),
    kept: bytes(),
  };
}
