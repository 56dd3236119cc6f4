// Memories that several threads compute on. Each thread has its own instance of the kernels on such
// a memory, and its own scratch: the first page belongs to the thread that made the memory, the
// last ones to its workers.

import { countedAs } from "./count-memory.js";
import { makeWith } from "./machines.js";
import type { WebAssemblyMemory } from "./wasm/api.js";
import { createMachine, type Machine, pageBytes, threadBytes } from "./wasm/machine.js";

export { threadBytes };

/**
 * Number of workers that can compute on one memory. Pages that nobody uses take up addresses and no
 * memory.
 */
export const mostWorkers = 127;

/** The most bytes that a memory has for arrays. */
export const largestShared = 2 ** 32 - (1 + mostWorkers) * threadBytes - pageBytes;

export interface SharedMachine {
  readonly machine: Machine;
  readonly memory: WebAssemblyMemory;
}

/**
 * @param bytes The free memory wanted, from `threadBytes` on.
 * @returns null without WebAssembly.
 */
export function newSharedMachine(bytes: number): SharedMachine | null {
  return makeWith(true, (compiled) => {
    const pages = Math.ceil(((1 + mostWorkers) * threadBytes + bytes) / pageBytes);
    const memory = new compiled.api.Memory({ initial: pages, maximum: pages, shared: true });
    return { machine: counted(createMachine(compiled, memory, true)), memory };
  });
}

/** A worker's own machine on a memory that another thread made; null without WebAssembly. */
export function joinSharedMachine(memory: WebAssemblyMemory, worker: number): Machine | null {
  const start = memory.buffer.byteLength - worker * threadBytes;
  return makeWith(true, (compiled) => counted(createMachine(compiled, memory, true, start)));
}

/** The machine itself: its module calls what is set on it, and not on a copy. */
function counted(machine: Machine): Machine {
  return Object.assign(machine, { counted: countedAs(machine.buffer.byteLength) });
}
