// Kernel memory that the workers of a pool reach too.

import { register } from "../ambient.js";
import { ArrayMemory } from "../kernels/array-memory.js";
import { largestShared, newSharedMachine, threadBytes } from "../kernels/shared-machine.js";
import { requireSharedMemory } from "./require-shared-memory.js";

/** What a worker must be sent to compute on a memory. */
export interface MemoryTicket {
  /** A memory that is sent twice arrives as two objects: this tells that they are one. */
  readonly id: number;
  readonly memory: object;
}

const tickets = new WeakMap<ArrayBufferLike, MemoryTicket>();
let last = 0;

/** The ticket of the memory that an array was allocated in; undefined for other arrays. */
export function ticketOf({ buffer }: ArrayBufferView): MemoryTicket | undefined {
  return tickets.get(buffer);
}

/**
 * Memory for arrays that threads compute with repeatedly: a `KernelMemory` whose buffer is a
 * `SharedArrayBuffer`. The workers of a running pool read and write these arrays where they lie.
 * Other shared arrays are copied by each thread to its kernels block by block, which for large data
 * takes as long as the computation.
 *
 * The size is fixed. Without WebAssembly the arrays are ordinary arrays in a `SharedArrayBuffer`.
 *
 * @example
 * ```ts
 * import { BinaryCrossentropy } from "binary-crossentropy";
 * import { SharedKernelMemory, startThreads } from "binary-crossentropy/threads";
 *
 * const memory = new SharedKernelMemory({ byteLength: 9e6 + 3 * 64 });
 * const yTrue = memory.uint8(1e6).fill(1);
 * const yPred = memory.float32(1e6);
 * const grad = memory.float32(1e6);
 *
 * const threads = await startThreads({ count: 2 });
 * const bce = new BinaryCrossentropy({ fromLogits: true });
 * bce.valueAndGrad(yTrue, yPred, null, { out: grad }).value; // 0.693
 * await threads.stop();
 * ```
 */
export class SharedKernelMemory extends ArrayMemory<SharedArrayBuffer> {
  /**
   * @param options `byteLength`: the memory for arrays, in bytes. Each array takes up to 63 bytes
   * more than its own length.
   * @throws ValueError for a size that is no number of bytes or more than the engine gives, and in
   * a page that is not cross-origin isolated.
   */
  constructor(options: { readonly byteLength: number }) {
    requireSharedMemory("SharedKernelMemory");
    super("SharedKernelMemory", options, largestShared, (bytes) => {
      const shared = newSharedMachine(bytes);
      if (!shared) return { buffer: new SharedArrayBuffer(bytes), start: 0 };
      register(shared.machine);
      const buffer = shared.memory.buffer as SharedArrayBuffer;
      tickets.set(buffer, { id: ++last, memory: shared.memory });
      return { buffer, start: threadBytes };
    });
  }
}
