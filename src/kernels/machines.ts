// The memories that kernels work on: one of the package's own, made when it is first needed, and those that callers made
// for their arrays.

import type { KernelName } from "./kernel.js";
import { createMachine, type Machine } from "./wasm/machine.js";
import { compileModule } from "./wasm/module.js";

let own: Machine | null | undefined;
let limit: KernelName = "relaxed-simd";
const registered = new WeakMap<ArrayBufferLike, Machine>();
let anyRegistered = false;

/** Forgets the package's own memory, and lets no faster kernels be used than the one named. */
export function limitKernels(name: KernelName): void {
  limit = name;
  own = undefined;
}

export function newMachine(bytes: number): Machine | null {
  return limit === "javascript" ? null : createMachine(bytes, limit === "relaxed-simd");
}

export function register(machine: Machine): void {
  registered.set(machine.buffer, machine);
  anyRegistered = true;
}

/** The memory that an array lies in, or else the package's own; null where there is no WebAssembly. */
export function machineOf(array: ArrayBufferView): Machine | null {
  if (anyRegistered && limit !== "javascript") {
    const machine = registered.get(array.buffer);
    if (machine) return machine;
  }
  if (own === undefined) own = newMachine(0);
  return own;
}

/**
 * The kernels that compute in this process or page: `"relaxed-simd"` is WebAssembly with fused multiply-add, `"simd"`
 * WebAssembly without it, `"javascript"` what there is where WebAssembly may not run.
 */
export function kernelName(): KernelName {
  return limit === "javascript" ? "javascript" : (compileModule(limit === "relaxed-simd")?.name ?? "javascript");
}
