// An allocator for arrays that the kernels read and write where they lie.

import { refuse, show } from "../errors.js";
import { newMachine, register } from "./machines.js";
import { freeStart } from "./wasm/machine.js";

const owner = "KernelMemory";
/** A cache line, and what every kind of array can start at. */
const alignment = 64;
const largest = 2 ** 32 - 2 * 65536;

interface Span {
  start: number;
  bytes: number;
}

/**
 * Memory for arrays that are computed with again and again. Ordinary arrays are copied to the kernels block by block;
 * arrays from here are read and written where they lie. They are ordinary typed arrays: pass them to any call.
 *
 * The size is fixed. Where WebAssembly is not to be had the arrays are still ordinary arrays, in a memory of that size.
 *
 * @example
 * ```ts
 * import { BinaryCrossentropy, KernelMemory } from "binary-crossentropy";
 *
 * const memory = new KernelMemory({ byteLength: 3 * 4 * 1000 + 3 * 64 });
 * const yTrue = memory.uint8(1000).fill(1);
 * const yPred = memory.float32(1000);
 * const grad = memory.float32(1000);
 * new BinaryCrossentropy({ fromLogits: true }).valueAndGrad(yTrue, yPred, null, { out: grad }).value; // 0.693
 * ```
 */
export class KernelMemory {
  readonly #buffer: ArrayBuffer;
  readonly #used = new Map<ArrayBufferView, Span>();
  readonly #free: Span[];
  readonly #start: number;
  readonly byteLength: number;

  /**
   * @param options `byteLength`: how much memory there is for arrays. Each takes up to 63 bytes more than its own.
   * @throws ValueError for a size that is no number of bytes, or that the engine does not give.
   */
  constructor(options: { readonly byteLength: number }) {
    if (typeof options !== "object" || options === null || !("byteLength" in options)) {
      refuse(owner, "options", "be { byteLength }", show(options));
    }
    const byteLength: unknown = options.byteLength;
    if (!Number.isSafeInteger(byteLength) || (byteLength as number) < 0 || (byteLength as number) > largest) {
      refuse(owner, "byteLength", `be an integer in [0, ${largest}]`, show(byteLength));
    }
    const bytes = byteLength as number;
    this.byteLength = bytes;
    try {
      const machine = newMachine(bytes);
      if (machine) register(machine);
      this.#start = machine ? freeStart : 0;
      this.#buffer = machine ? machine.buffer : new ArrayBuffer(bytes);
    } catch {
      refuse(owner, "byteLength", "be memory that this engine gives", show(byteLength));
    }
    this.#free = [{ start: this.#start, bytes }];
  }

  /** An array of zeros. Throws ValueError where the memory does not hold it. */
  float32(length: number): Float32Array<ArrayBuffer> {
    return this.#allocate(Float32Array<ArrayBuffer>, length);
  }

  /** An array of zeros. Throws ValueError where the memory does not hold it. */
  float64(length: number): Float64Array<ArrayBuffer> {
    return this.#allocate(Float64Array<ArrayBuffer>, length);
  }

  /** An array of zeros, for labels as bytes. Throws ValueError where the memory does not hold it. */
  uint8(length: number): Uint8Array<ArrayBuffer> {
    return this.#allocate(Uint8Array<ArrayBuffer>, length);
  }

  /**
   * Gives an array's memory back. Whoever still uses the array then shares it with the next one.
   *
   * @throws ValueError for what was not allocated here, or was freed.
   */
  free(array: ArrayBufferView): void {
    const span = this.#used.get(array);
    if (!span) refuse(owner, "array", "be an array that was allocated here and not freed", show(array));
    this.#used.delete(array);
    if (span.bytes === 0) return;
    this.#free.push(span);
    this.#free.sort((a, b) => a.start - b.start);
    for (let i = this.#free.length - 1; i > 0; i--) {
      const [before, after] = [this.#free[i - 1]!, this.#free[i]!];
      if (before.start + before.bytes !== after.start) continue;
      before.bytes += after.bytes;
      this.#free.splice(i, 1);
    }
  }

  #allocate<A extends ArrayBufferView>(Kind: TypedArrayClass<A>, length: number): A {
    if (!Number.isSafeInteger(length) || length < 0) refuse(owner, "length", "be an integer >= 0", show(length));
    const bytes = Math.ceil((length * Kind.BYTES_PER_ELEMENT) / alignment) * alignment;
    const index = this.#free.findIndex((span) => span.bytes >= length * Kind.BYTES_PER_ELEMENT);
    const span = this.#free[index];
    if (!span) {
      const most = this.#free.reduce((largest, { bytes }) => Math.max(largest, bytes), 0);
      refuse(
        owner,
        "length",
        `fit the ${most} bytes that are free in one piece`,
        `${length} elements of ${Kind.BYTES_PER_ELEMENT}`,
        "Free arrays, or make a larger memory.",
      );
    }
    const taken = { start: span.start, bytes: Math.min(bytes, span.bytes) };
    span.start += taken.bytes;
    span.bytes -= taken.bytes;
    if (span.bytes === 0) this.#free.splice(index, 1);
    new Uint8Array(this.#buffer, taken.start, taken.bytes).fill(0);
    const array = new Kind(this.#buffer, taken.start, length);
    this.#used.set(array, taken);
    return array;
  }
}

interface TypedArrayClass<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
}
