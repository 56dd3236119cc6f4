// The memories that kernels work on: one of the package's own, made when it is first needed, and those that callers made
// for their arrays.

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

/** The module of the kernels that may be used, for a memory that threads share or one that they do not. */
export function moduleFor(isShared: boolean): CompiledModule | null {
  return limit === "javascript" ? null : compileModule(limit === "relaxed-simd", isShared);
}

/**
 * @param bytes The free memory wanted.
 * @throws RangeError where the engine has not so much memory.
 */
export function newMachine(bytes: number): Machine | null {
  const compiled = moduleFor(false);
  if (!compiled) return null;
  const pages = Math.ceil((threadBytes + bytes) / pageBytes);
  return createMachine(compiled, new compiled.api.Memory({ initial: pages, maximum: pages }), bytes > 0);
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
  return ownMachine();
}

function ownMachine(): Machine | null {
  if (own === undefined) {
    try {
      own = newMachine(0);
    } catch {
      // A process that is allowed little address space gets none for WebAssembly, which reserves gigabytes of it.
      own = null;
    }
  }
  return own;
}

/**
 * The kernels that compute in this process or page: `"relaxed-simd"` is WebAssembly with fused multiply-add, `"simd"`
 * WebAssembly without it, `"javascript"` what there is where WebAssembly may not run.
 */
export function kernelName(): KernelName {
  return ownMachine()?.name ?? "javascript";
}
