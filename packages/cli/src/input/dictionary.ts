// Numbers the texts of a column in the order in which they occur. Short texts are compared by the
// words in which DuckDB stores them, so that a row of a known group costs no string.

import type { Chunk } from "../duckdb/chunk.js";

/** The longest text, in bytes, that lies in the words themselves. */
const longestInline = 12;

export class Dictionary {
  readonly #numbers = new Map<string, number>();
  readonly texts: string[] = [];
  /** Open addressing: four words, then the number + 1; 0 is empty. */
  #table = new Uint32Array(5 * 64);
  #used = 0;

  /** Writes each row's number to `out`. */
  encode(chunk: Chunk, column: number, out: Int32Array): void {
    const words = chunk.words(column);
    const count = chunk.rowCount;
    for (let row = 0; row < count; row++) {
      const at = 4 * row;
      if (words[at]! > longestInline) out[row] = this.numberOf(chunk.text(column, row)!);
      else out[row] = this.#find(words, at, chunk, column, row);
    }
  }

  /** The number of a text. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  #find(words: Uint32Array, at: number, chunk: Chunk, column: number, row: number): number {
    const table = this.#table;
    const a = words[at]!;
    const b = words[at + 1]!;
    const c = words[at + 2]!;
    const d = words[at + 3]!;
    for (let slot = this.#slot(a, b, c, d); ; slot = (slot + 5) % table.length) {
      const entry = table[slot + 4]!;
      if (entry === 0) break;
      if (
        table[slot] === a &&
        table[slot + 1] === b &&
        table[slot + 2] === c &&
        table[slot + 3] === d
      )
        return entry - 1;
    }
    const number = this.numberOf(chunk.text(column, row)!);
    this.#insert(a, b, c, d, number);
    return number;
  }

  #slot(a: number, b: number, c: number, d: number): number {
    const mixed =
      Math.imul(Math.imul(Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ b, 0xc2b2ae35) ^ c, 0x27d4eb2f) ^
      Math.imul(d, 0x165667b1);
    return 5 * (((mixed ^ (mixed >>> 15)) >>> 0) % (this.#table.length / 5));
  }

  #insert(a: number, b: number, c: number, d: number, number: number): void {
    if (2 * (this.#used + 1) > this.#table.length / 5) this.#grow();
    let slot = this.#slot(a, b, c, d);
    while (this.#table[slot + 4] !== 0) slot = (slot + 5) % this.#table.length;
    this.#table.set([a, b, c, d, number + 1], slot);
    this.#used += 1;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Uint32Array(2 * old.length);
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
