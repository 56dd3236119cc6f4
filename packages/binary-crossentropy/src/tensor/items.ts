// The items of a nested array, flat: in bytes while bytes can hold them all, as they can most labels
// and masks, then in floats. How much memory is written decides how fast large arrays are read.

import type { Dtype, FloatArray, NumericArray } from "../types.js";
import { kindOf, setElements, subarrayOf } from "./intrinsics.js";
import { isByte, readBooleans, readBytes, readNumbers, type Stop } from "./read-items.js";
import type { StoredAs } from "./stored-as.js";

export class Items implements Stop {
  /** The last item that was looked at by itself. */
  item: unknown;
  readonly storedAs: StoredAs[] = [];
  readonly #size: number;
  readonly #dtype: Dtype;
  #filled = 0;
  #bytes: Uint8Array | undefined;
  #floats: FloatArray | undefined;

  /**
   * @param first What most items are expected to be like. Each may be any number or boolean.
   * @param dtype Of the floats.
   */
  constructor(size: number, first: unknown, dtype: Dtype) {
    this.item = first;
    this.#size = size;
    this.#dtype = dtype;
    if (typeof first === "boolean" || isByte(first)) this.#bytes = new Uint8Array(size);
    else this.#floats = this.#zeros();
  }

  get data(): Uint8Array | FloatArray {
    return this.#floats ?? this.#bytes!;
  }

  /** Adds items of a row, from one on, up to the first of another kind: returns where that is. */
  addAlike(row: readonly unknown[], from: number, length: number): number {
    const at = this.#filled;
    const end = this.#floats
      ? readNumbers(row, from, length, this.#floats, at, this)
      : typeof this.item === "boolean"
        ? readBooleans(row, from, length, this.#bytes!, at, this)
        : readBytes(row, from, length, this.#bytes!, at, this);
    this.#filled = at + end - from;
    return end;
  }

  add(item: number | boolean): void {
    const data = typeof item === "boolean" || isByte(item) ? this.data : this.#widened();
    data[this.#filled++] = Number(item);
  }

  addArray(array: NumericArray, length: number): void {
    const as = kindOf(array);
    const data = as === "Uint8Array" ? this.data : this.#widened();
    const from = this.#filled;
    setElements(data, array as ArrayBufferView, from);
    this.#filled += length;
    const last = this.storedAs.at(-1);
    if (last !== undefined && last.as === as && last.to === from) last.to = this.#filled;
    else this.storedAs.push({ from, to: this.#filled, as });
  }

  #widened(): FloatArray {
    if (this.#floats === undefined) {
      this.#floats = this.#zeros();
      setElements(this.#floats, subarrayOf(this.#bytes!, 0, this.#filled));
    }
    return this.#floats;
  }

  #zeros(): FloatArray {
    return this.#dtype === "float32" ? new Float32Array(this.#size) : new Float64Array(this.#size);
  }
}
