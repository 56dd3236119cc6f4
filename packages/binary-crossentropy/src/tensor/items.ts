// The items of a nested array, flat: in bytes while bytes can hold them all, as they can most labels
// and masks, then in floats. How much memory is written decides how fast large arrays are read.

import type { Dtype, FloatArray, NumericArray } from "../types.js";
import { kindOf, setElements, subarrayOf } from "./intrinsics.js";
import {
  isByte,
  itemAt,
  readBooleans,
  readBytes,
  readNumbers,
  readRowOfBytes,
  readRowOfNumbers,
  type Stop,
} from "./read-items.js";
import type { StoredAs } from "./stored-as.js";

/**
 * How many items are looked at one by one, by {@link itemAt}, before a loop for one kind gets the
 * rest. A loop that once met an array of another kind is slower ever after, and even an array of
 * numbers may begin with a few that could be bytes.
 */
const tasted = 4;

/** Memory for items that need not be kept. */
export interface Room {
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
}

export class Items implements Stop {
  /** The item that was stopped at. */
  item: unknown = undefined;
  storedAs: StoredAs[] = [];
  readonly #size: number;
  readonly #isFlat: boolean;
  readonly #dtype: Dtype;
  readonly #isBoolean: boolean;
  readonly #room: Room | undefined;
  #isMixed = false;
  /** Number of items that were looked at one by one. */
  #looked = 0;
  #filled = 0;
  #bytes: Uint8Array | undefined;
  #floats: FloatArray | undefined;

  /**
   * @param size The most items that are added.
   * @param first What most items are expected to be like. Each may be any number or boolean.
   * @param dtype Of the floats.
   * @param room Where they go, as float32, if they fit in there; else to memory of their own.
   */
  constructor(size: number, isFlat: boolean, first: unknown, dtype: Dtype, room?: Room) {
    this.#size = size;
    this.#isFlat = isFlat;
    this.#dtype = dtype;
    this.#room = room && size <= room.bytes.length ? room : undefined;
    this.#isBoolean = typeof first === "boolean";
    if (this.#isBoolean || isByte(first)) this.#bytes = this.#room?.bytes ?? new Uint8Array(size);
    else this.#floats = this.#zeros();
  }

  /** Begins anew, in the same memory. */
  restart(): void {
    this.#filled = 0;
    this.storedAs = [];
  }

  get data(): Uint8Array | FloatArray {
    return this.#floats ?? this.#bytes!;
  }

  /**
   * Adds items of a row, from one on, up to one that is to be looked at by itself: returns where
   * that is.
   */
  addAlike(row: readonly unknown[], from: number, length: number): number {
    if ((this.#looked < tasted || this.#isMixed) && from < length) {
      this.item = itemAt(row, from);
      return from;
    }
    const end = this.#readAlike(row, from, length);
    this.#filled += end - from;
    return end;
  }

  #readAlike(row: readonly unknown[], from: number, length: number): number {
    // One by one: this is called for each row, and an array of them would be made each time.
    const floats = this.#floats;
    const bytes = this.#bytes!;
    const at = this.#filled;
    if (floats !== undefined && this.#isFlat)
      return readNumbers(row, from, length, floats, at, this);
    if (floats !== undefined) return readRowOfNumbers(row, from, length, floats, at, this);
    if (this.#isBoolean) return readBooleans(row, from, length, bytes, at, this);
    if (this.#isFlat) return readBytes(row, from, length, bytes, at, this);
    return readRowOfBytes(row, from, length, bytes, at, this);
  }

  add(item: number | boolean): void {
    if ((typeof item === "boolean") !== this.#isBoolean) this.#isMixed = true;
    const data = typeof item === "boolean" || isByte(item) ? this.data : this.#widened();
    data[this.#filled++] = Number(item);
    this.#looked++;
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
    if (this.#room) return this.#room.floats;
    return this.#dtype === "float32" ? new Float32Array(this.#size) : new Float64Array(this.#size);
  }
}
