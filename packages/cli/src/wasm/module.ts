// An instance of the program's own module, assembly/: it scores rows, adds them up, and counts
// lines.

import { binary } from "./binary.js";

/** Pointers are addresses in the memory; the functions document what they point to. */
export interface ModuleExports {
  areGood(
    start: number,
    end: number,
    labels: number,
    predictions: number,
    weights: number,
    lowestLabel: number,
    highestLabel: number,
    lowestPrediction: number,
    highestPrediction: number,
    lowestWeight: number,
    highestWeight: number,
  ): number;
  hardLosses(
    count: number,
    labels: number,
    predictions: number,
    losses: number,
    lowest: number,
    highest: number,
    added: number,
  ): number;
  logitLosses(
    count: number,
    labels: number,
    logits: number,
    losses: number,
    probabilities: number,
    keep: number,
    rest: number,
    posWeight: number,
  ): void;
  addRows(
    count: number,
    columns: number,
    stride: number,
    losses: number,
    probabilities: number,
    groups: number,
    chunks: number,
    histograms: number,
    costs: number,
    scratch: number,
    found: number,
    odd: number,
    threshold: number,
    scale: number,
    more: number,
    isLogit: boolean,
    fold: number,
  ): void;
  countRows(
    count: number,
    x: number,
    y: number,
    w: number,
    histogram: number,
    found: number,
    odd: number,
    scale: number,
    more: number,
    isLogit: boolean,
    fold: number,
  ): void;
  highestGroup(count: number, groups: number): number;
  absorbPlain(bins: number, histogram: number): void;
  roundHistogram(bins: number, histogram: number, to: number, isDense: boolean): number;
  addHistogram(bins: number, to: number, from: number, withWeighted: boolean): void;
  foldHistogram(bins: number, histogram: number, per: number, withWeighted: boolean): void;
  addMoments(
    count: number,
    losses: number,
    weights: number,
    groups: number,
    ones: number,
    others: number,
    odd: number,
    scratch: number,
    scale: number,
    more: number,
  ): number;
  addClusters(
    count: number,
    losses: number,
    weights: number,
    clusters: number,
    chunks: number,
    odd: number,
    scale: number,
    more: number,
  ): number;
  carryBins(record: number): void;
  carryRecord(record: number): void;
  countLines(text: number, length: number, quotes: boolean): number;
  hasGroupedDigits(text: number, length: number): number;
  rankKey(x: number, isLogit: boolean): number;
}

/** A shared WebAssembly.Memory, whose type Node's typings lack. */
export interface SharedMemory {
  /** A new object after each growth; earlier ones show the same memory. */
  readonly buffer: SharedArrayBuffer;
  /** @throws RangeError if there is no more memory. */
  grow(pages: number): number;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

export const pageBytes = 65_536;

/** The number of pages that 32-bit addresses can reach. */
const mostPages = 65_536;

/**
 * Address 0 stands for none, and behind it are constants of the module:
 * scripts/build-kernels.mjs.
 */
export const firstAddress = 2048;

let module: object | undefined;

/**
 * Uses the memory of another instance, or one of its own with this many bytes at first. Only pages
 * that are written to take up memory.
 */
export function instantiate(
  bytes: number,
  shared?: SharedMemory,
): { exports: ModuleExports; memory: SharedMemory } {
  const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  module ??= new api.Module(Buffer.from(binary, "base64"));
  const pages = Math.ceil(bytes / pageBytes);
  const memory = shared ?? new api.Memory({ initial: pages, maximum: mostPages, shared: true });
  const { exports } = new api.Instance(module, { env: { memory } });
  return { exports: exports as ModuleExports, memory };
}
