// Some rows of a result, up to 2,048, as columns.

import koffi from "koffi";
import { type CApi, columnTypes, type Pointer } from "./c-api.js";

const mostRows = 2048;

/** Bytes of a text as DuckDB keeps it: its length, then up to 12 bytes of its own padded with zeros, or four and a pointer. */
const textBytes = 16;
const longestInline = 12;

export class Chunk {
  rowCount = 0;
  #pointer: Pointer = null;
  /** Copies, one a column: what is read from them late is old, but not somebody else's. */
  readonly #doubles: (Float64Array | undefined)[] = [];
  readonly #words: (Uint32Array | undefined)[] = [];

  /** @param types duckdb_type of each column. */
  constructor(
    readonly api: CApi,
    readonly types: readonly number[],
  ) {}

  get columnCount(): number {
    return this.types.length;
  }

  /** Makes this the chunk at an address. */
  point(pointer: Pointer): void {
    this.#pointer = pointer;
    this.rowCount = Number(this.api.chunkSize(pointer));
  }

  /** A column of type DOUBLE without nulls. The array is overwritten by the next chunk's. */
  doubles(column: number): Float64Array {
    this.#require(column, columnTypes.double);
    this.#doubles[column] ??= new Float64Array(mostRows);
    const copy = this.#doubles[column];
    copy.set(new Float64Array(this.#view(column, 8 * this.rowCount)));
    return copy.subarray(0, this.rowCount);
  }

  /** A column of type VARCHAR without nulls, four words a row: the length in bytes, then for up to 12 bytes the text itself. */
  words(column: number): Uint32Array {
    this.#require(column, columnTypes.varchar);
    this.#words[column] ??= new Uint32Array(4 * mostRows);
    const copy = this.#words[column];
    copy.set(new Uint32Array(this.#view(column, textBytes * this.rowCount)));
    return copy.subarray(0, 4 * this.rowCount);
  }

  /** A row of a column of type VARCHAR. */
  text(column: number, row: number): string | null {
    this.#require(column, columnTypes.varchar);
    const vector = this.api.vector(this.#pointer, column);
    if (!this.#isValid(this.api.vectorValidity(vector), row)) return null;
    const entry = Buffer.from(koffi.view(this.api.vectorData(vector), textBytes * this.rowCount), textBytes * row, textBytes);
    const length = entry.readUInt32LE(0);
    if (length <= longestInline) return entry.toString("utf8", 4, 4 + length);
    return Buffer.from(koffi.view(entry.readBigUInt64LE(8), length)).toString("utf8");
  }

  /** A column of another type would be read as what it is not. */
  #require(column: number, type: number): void {
    if (this.types[column] !== type) throw new Error(`column ${column} is of type ${this.types[column]}, not ${type}`);
  }

  #isValid(mask: Pointer, row: number): boolean {
    if (mask === null) return true;
    const bits = new Uint8Array(koffi.view(mask, (row >> 3) + 1));
    return ((bits[row >> 3]! >> (row & 7)) & 1) === 1;
  }

  #view(column: number, bytes: number): ArrayBuffer {
    return koffi.view(this.api.vectorData(this.api.vector(this.#pointer, column)), bytes);
  }
}
