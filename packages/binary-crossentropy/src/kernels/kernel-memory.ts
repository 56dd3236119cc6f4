// Memory that a caller makes for arrays.

import { register } from "../ambient.js";
import { ArrayMemory } from "./array-memory.js";
import { newMachine } from "./machines.js";
import { pageBytes, threadBytes } from "./wasm/machine.js";

/**
 * Memory for arrays that are computed with repeatedly. Ordinary arrays are copied to the kernels
 * block by block; arrays from here are read and written where they lie. They are ordinary typed
 * arrays: pass them to any call.
 *
 * The size is fixed. Without WebAssembly the arrays are still ordinary arrays, in a memory of that
 * size.
 *
 * @example
 * ```ts
 * import { BinaryCrossentropy, KernelMemory } from "binary-crossentropy";
 *
 * const memory = new KernelMemory({ byteLength: 3 * 4 * 1000 + 3 * 64 });
 * const yTrue = memory.uint8(1000).fill(1);
 * const yPred = memory.float32(1000);
 * const grad = memory.float32(1000);
 * const bce = new BinaryCrossentropy({ fromLogits: true });
 * bce.valueAndGrad(yTrue, yPred, null, { out: grad }).value; // 0.693
 * ```
 */
export class KernelMemory extends ArrayMemory<ArrayBuffer> {
  /**
   * @param options `byteLength`: the memory for arrays, in bytes. Each array takes up to 63 bytes
   * more than its own length.
   * @throws ValueError for a size that is no number of bytes or more than the engine gives.
   */
  constructor(options: { readonly byteLength: number }) {
    super("KernelMemory", options, 2 ** 32 - threadBytes - pageBytes, (bytes) => {
      const machine = newMachine(bytes);
      if (!machine) return { buffer: new ArrayBuffer(bytes), start: 0 };
      register(machine);
      return { buffer: machine.buffer as ArrayBuffer, start: threadBytes };
    });
  }
}
