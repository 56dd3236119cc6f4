// Numbers the texts of a column in the order in which they occur, and that there is none. Whole
// numbers and texts are compared by the words in which DuckDB stores them, so that a row of a known
// group costs no string.

import { columnTypes } from "../duckdb/c-api.js";
import type { Chunk } from "../duckdb/chunk.js";
import { longestSeen, placeIn } from "../duckdb/windows.js";
import { LongTexts } from "./long-texts.js";

/** The longest text, in bytes, that lies in the words themselves. */
const longestInline = 12;

/** Stands in the place of a length for whole numbers. */
const ofInteger = longestInline + 1;

/** Whole numbers below this are looked up directly. */
const small = 4096;

export class Dictionary {
  readonly #numbers = new Map<string | null, number>();
  readonly values: (string | null)[] = [];
  readonly #long = new LongTexts();
  /** Open addressing: four words, then the number + 1; 0 is empty. */
  #table = new Uint32Array(5 * 64);
  #mask = 63;
  #used = 0;
  /** The number + 1 of small whole numbers; 0 is unknown. */
  readonly #small = new Int32Array(small);

  /** Writes each row's number to `out`. */
  encode(chunk: Chunk, column: number, out: Int32Array): void {
    if (chunk.types[column] === columnTypes.bigint) this.#encodeIntegers(chunk, column, out);
    else this.#encodeTexts(chunk, column, out);
  }

  #encodeIntegers(chunk: Chunk, column: number, out: Int32Array): void {
    const words = chunk.integers(column);
    const isThere = chunk.presence(column);
    const known = this.#small;
    for (let row = 0; row < chunk.rowCount; row++) {
      const low = words[2 * row]!;
      const high = words[2 * row + 1]!;
      if (isThere !== null && !isThere(row)) out[row] = this.numberOf(null);
      else if (high === 0 && low < small && known[low] !== 0) out[row] = known[low]! - 1;
      else {
        out[row] = this.#integer(low, high);
        if (high === 0 && low < small) known[low] = out[row]! + 1;
      }
    }
  }

  #integer(low: number, high: number): number {
    const known = this.#lookUp(ofInteger, low, high, 0);
    if (known >= 0) return known;
    const number = this.numberOf(String((BigInt(high | 0) << 32n) | BigInt(low)));
    this.#insert(ofInteger, low, high, 0, number);
    return number;
  }

  #encodeTexts(chunk: Chunk, column: number, out: Int32Array): void {
    const words = chunk.words(column);
    const isThere = chunk.presence(column);
    const count = chunk.rowCount;
    for (let row = 0; row < count; row++) {
      const at = 4 * row;
      const length = words[at]!;
      if (isThere !== null && !isThere(row)) out[row] = this.numberOf(null);
      else if (length <= longestInline) out[row] = this.#find(words, at, chunk, column, row);
      else if (length > longestSeen) out[row] = this.numberOf(chunk.text(column, row));
      else out[row] = this.#findLong(words, at, chunk, column, row);
    }
  }

  /** The number of a value; null if it is missing. */
  numberOf(value: string | null): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.values.push(value) - 1;
    this.#numbers.set(value, number);
    return number;
  }

  #findLong(words: Uint32Array, at: number, chunk: Chunk, column: number, row: number): number {
    const length = words[at]!;
    const view = chunk.windows.at(words[at + 2]!, words[at + 3]!);
    const start = placeIn(words[at + 2]!);
    const known = this.#long.find(view, start, length);
    if (known >= 0) return known;
    const number = this.numberOf(chunk.text(column, row));
    this.#long.insert(view, start, length, number);
    return number;
  }

  #find(words: Uint32Array, at: number, chunk: Chunk, column: number, row: number): number {
    const a = words[at]!;
    const b = words[at + 1]!;
    const c = words[at + 2]!;
    const d = words[at + 3]!;
    const known = this.#lookUp(a, b, c, d);
    if (known >= 0) return known;
    const number = this.numberOf(chunk.text(column, row));
    this.#insert(a, b, c, d, number);
    return number;
  }

  /** The number of known words; below 0 for others. */
  #lookUp(a: number, b: number, c: number, d: number): number {
    const table = this.#table;
    for (let slot = this.#slot(a, b, c, d); ; slot = this.#next(slot)) {
      const entry = table[slot + 4]!;
      if (entry === 0) return -1;
      if (
        table[slot] === a &&
        table[slot + 1] === b &&
        table[slot + 2] === c &&
        table[slot + 3] === d
      )
        return entry - 1;
    }
  }

  /** The table has a power of two of entries. */
  #slot(a: number, b: number, c: number, d: number): number {
    // A product tells its high bits from all bits, and its low ones from the low ones alone: texts
    // often differ in the last letter of a word, which is in its high bits.
    let mixed = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ b;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0xc2b2ae35) ^ c;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x27d4eb2f) ^ d;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x165667b1);
    return 5 * ((mixed ^ (mixed >>> 15)) & this.#mask);
  }

  #next(slot: number): number {
    return slot + 5 === this.#table.length ? 0 : slot + 5;
  }

  #insert(a: number, b: number, c: number, d: number, number: number): void {
    if (2 * (this.#used + 1) > this.#table.length / 5) this.#grow();
    let slot = this.#slot(a, b, c, d);
    while (this.#table[slot + 4] !== 0) slot = this.#next(slot);
    this.#table.set([a, b, c, d, number + 1], slot);
    this.#used += 1;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Uint32Array(2 * old.length);
    this.#mask = 2 * this.#mask + 1;
    this.#used = 0;
    for (let slot = 0; slot < old.length; slot += 5) {
      if (old[slot + 4] !== 0)
        this.#insert(
          old[slot]!,
          old[slot + 1]!,
          old[slot + 2]!,
          old[slot + 3]!,
          old[slot + 4]! - 1,
        );
    }
  }
}
