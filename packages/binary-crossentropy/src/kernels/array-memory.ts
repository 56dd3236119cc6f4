// An allocator of arrays in a memory of fixed size, wherever that memory comes from.

import { refuse, show } from "../errors.js";
import { readKeys } from "../options/read-keys.js";

/** A cache line, and what every kind of array can start at. */
const alignment = 64;

interface Span {
  start: number;
  bytes: number;
}

/** Where arrays can go: `bytes` of the buffer, from `start` on. */
export interface Room<B extends ArrayBufferLike> {
  readonly buffer: B;
  readonly start: number;
}

/** Memory that arrays are allocated in. */
export abstract class ArrayMemory<B extends ArrayBufferLike> {
  readonly #owner: string;
  readonly #buffer: B;
  readonly #used = new Map<ArrayBufferView, Span>();
  readonly #free: Span[];
  /** The memory for arrays, in bytes. */
  readonly byteLength: number;

  /**
   * @param largest The most bytes that may be asked for.
   * @param make Gives the memory, or throws where the engine does not.
   * @throws ValueError for options without such a size.
   */
  protected constructor(
    owner: string,
    options: { readonly byteLength: number },
    largest: number,
    make: (bytes: number) => Room<B>,
  ) {
    const given = readKeys(owner, "options", options, ["byteLength"]);
    if (!given.has("byteLength")) refuse(owner, "options", "be { byteLength }", show(options));
    const bytes = given.get("byteLength") as number;
    if (!Number.isSafeInteger(bytes) || bytes < 0 || bytes > largest) {
      refuse(owner, "byteLength", `be an integer in [0, ${largest}]`, show(bytes));
    }
    this.#owner = owner;
    this.byteLength = bytes;
    let room: Room<B>;
    try {
      room = make(bytes);
    } catch {
      refuse(owner, "byteLength", "be memory that this engine gives", show(bytes));
    }
    this.#buffer = room.buffer;
    this.#free = [{ start: room.start, bytes }];
  }

  /** An array of zeros. Throws ValueError where the memory does not hold it. */
  float32(length: number): Float32Array<B> {
    return this.#allocate(Float32Array<B>, length);
  }

  /** An array of zeros. Throws ValueError where the memory does not hold it. */
  float64(length: number): Float64Array<B> {
    return this.#allocate(Float64Array<B>, length);
  }

  /**
   * An array of zeros, for labels as bytes. Throws ValueError where the memory does not hold it.
   */
  uint8(length: number): Uint8Array<B> {
    return this.#allocate(Uint8Array<B>, length);
  }

  /**
   * Gives an array's memory back. Code that goes on using the array shares its memory with the next
   * one.
   *
   * @throws ValueError for what was not allocated here, or was freed.
   */
  free(array: ArrayBufferView): void {
    const span = this.#used.get(array);
    if (!span)
      refuse(
        this.#owner,
        "array",
        "be an array that was allocated here and not freed",
        show(array),
      );
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

  #allocate<A extends ArrayBufferView>(Kind: TypedArrayClass<A, B>, length: number): A {
    const owner = this.#owner;
    if (!Number.isSafeInteger(length) || length < 0)
      refuse(owner, "length", "be an integer >= 0", show(length));
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

interface TypedArrayClass<A, B> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: B, byteOffset: number, length: number): A;
}
