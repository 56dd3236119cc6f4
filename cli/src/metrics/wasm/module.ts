// An instance of the module that adds up rows, cli/assembly/tally.ts, with a memory of its own.

import { binary } from "./binary.js";

/** Pointers are addresses in the memory; what they point to is said where the functions are. */
export interface TallyExports {
  addRows(
    count: number,
    columns: number,
    stride: number,
    probabilities: number,
    groups: number,
    sums: number,
    histograms: number,
    costs: number,
    above: number,
    threshold: number,
    isLogit: boolean,
    fold: number,
  ): number;
  countRows(count: number, columns: number, stride: number, histogram: number, isLogit: boolean, fold: number): void;
  rankKey(x: number, isLogit: boolean): number;
}

/** The part of the WebAssembly API that is used, whose types Node's do not have. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const pageBytes = 65_536;

let module: object | undefined;

export function instantiate(bytes: number): { exports: TallyExports; buffer: ArrayBuffer } {
  const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  module ??= new api.Module(Buffer.from(binary, "base64"));
  const pages = Math.ceil(bytes / pageBytes);
  const memory = new api.Memory({ initial: pages, maximum: pages });
  const { exports } = new api.Instance(module, { env: { memory } });
  return { exports: exports as TallyExports, buffer: memory.buffer };
}
