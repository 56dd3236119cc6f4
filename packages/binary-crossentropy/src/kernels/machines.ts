// The memories that kernels work on: one of the package's own, made when it is first needed, and
// those that callers made for their arrays.

import { bufferOf } from "../tensor/intrinsics.js";
import type { KernelName } from "./kernel.js";
import { createMachine, type Machine, pageBytes, threadBytes } from "./wasm/machine.js";
import { type CompiledModule, compileModule } from "./wasm/module.js";

// undefined before it is first needed, null where there is none to be had.
let own: Machine | null | undefined;
let limit: KernelName = "relaxed-simd";
const registered = new WeakMap<ArrayBufferLike, Machine>();
let anyRegistered = false;

/** Forgets the package's own memory, and lets no faster kernels be used than the one named. */
export function limitKernels(name: KernelName): void {
  limit = name;
  own = undefined;
}

/**
 * The module of the kernels that may be used, for a memory that threads share or one that they do
 * not.
 */
export function moduleFor(isShared: boolean): CompiledModule | null {
  return limit === "javascript" ? null : compileModule(limit === "relaxed-simd", isShared);
}

/**
 * What can be made of the module, or null where there is none of it. Nor is there where a process
 * is allowed little address space: WebAssembly reserves gigabytes of it for a memory. Every memory
 * is made here, so that each has this way out.
 */
export function makeWith<Made>(
  isShared: boolean,
  make: (compiled: CompiledModule) => Made,
): Made | null {
  const compiled = moduleFor(isShared);
  if (!compiled) return null;
  try {
    return make(compiled);
  } catch {
    return null;
  }
}

/** @param bytes The free memory wanted. */
export function newMachine(bytes: number): Machine | null {
  return makeWith(false, (compiled) => {
    const pages = Math.ceil((threadBytes + bytes) / pageBytes);
    const memory = new compiled.api.Memory({ initial: pages, maximum: pages, shared: false });
    return createMachine(compiled, memory, bytes > 0);
  });
}

export function register(machine: Machine): void {
  registered.set(machine.buffer, machine);
  anyRegistered = true;
}

/**
 * The memory that an array lies in, or else the package's own; null where there is no WebAssembly.
 */
export function machineOf(array: ArrayBufferView): Machine | null {
  if (anyRegistered && limit !== "javascript") {
    const machine = registered.get(bufferOf(array));
    if (machine) return machine;
  }
  return ownMachine();
}

function ownMachine(): Machine | null {
  if (own === undefined) own = newMachine(0);
  return own;
}

/**
 * The kernels that compute in this process or page: `"relaxed-simd"` is WebAssembly with fused
 * multiply-add, `"simd"` WebAssembly without it, `"javascript"` what there is where WebAssembly may
 * not run.
 */
export function kernelName(): KernelName {
  return ownMachine()?.name ?? "javascript";
}
