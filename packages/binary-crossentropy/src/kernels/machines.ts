// The memories that kernels work on: one of the package's own, made when it is first needed, and
// those that callers made for their arrays.

import { kernelLimit, ownMachine, registeredMachine } from "../ambient.js";
import type { KernelName } from "./kernel.js";
import { packed } from "./wasm/binary.js";
import {
  createMachine,
  type Machine,
  pageBytes,
  threadBytes,
  vectorBytes,
} from "./wasm/machine.js";
import { type CompiledModule, compileModule } from "./wasm/module.js";

/** Whether relaxed SIMD may be used, under each limit; null where there is to be no module. */
const mayRelax: Readonly<Record<KernelName, boolean | null>> = {
  "relaxed-simd": true,
  simd: false,
  javascript: null,
};

/**
 * The module of the kernels that may be used; null where there is none.
 *
 * @param isShared Whether threads share the memory that it is for.
 */
export function moduleFor(isShared: boolean): CompiledModule | null {
  const relaxed = mayRelax[kernelLimit()];
  return relaxed === null ? null : compileModule(packed, relaxed, isShared);
}

/**
 * Makes something of the module; null where there is no module, and where a process has too little
 * address space: WebAssembly reserves gigabytes of it for a memory. Every memory is made here, so
 * that each has this way out.
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
    // Kernels read up to a vector beyond the end of an array. Behind a shared memory's arrays lie pages
    // of workers.
    const pages = Math.ceil((threadBytes + bytes + (bytes > 0 ? vectorBytes : 0)) / pageBytes);
    const memory = new compiled.api.Memory({ initial: pages, maximum: pages, shared: false });
    return createMachine(compiled, memory, bytes > 0);
  });
}

/**
 * The memory that an array lies in, or else the package's own; null where there is no WebAssembly.
 */
export function machineOf(array: ArrayBufferView): Machine | null {
  const machine = registeredMachine(array);
  return machine && mayRelax[kernelLimit()] !== null ? machine : packageMachine();
}

function packageMachine(): Machine | null {
  return ownMachine(newPackageMachine);
}

const newPackageMachine = () => newMachine(0);

/**
 * The kernels that compute in this process or page: `"relaxed-simd"` is WebAssembly with fused
 * multiply-add, `"simd"` WebAssembly without it, `"javascript"` is used where WebAssembly may not
 * run.
 */
export function kernelName(): KernelName {
  return packageMachine()?.name ?? "javascript";
}
