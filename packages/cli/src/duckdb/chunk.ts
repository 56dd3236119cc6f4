// Up to 2,048 rows of a result, as columns. Their memory is gone when the next chunk comes.

import { type CApi, columnTypes, type Pointer } from "./c-api.js";
import { Windows } from "./windows.js";

/**
 * Bytes of a text as DuckDB keeps it: its length, then up to 12 bytes of its own padded with zeros,
 * or four and a pointer.
 */
const textBytes = 16;
const longestInline = 12;

export class Chunk {
  rowCount = 0;
  #pointer: Pointer = null;

  /** The memory in which longer texts lie. */
  readonly windows: Windows;

  /** @param types duckdb_type of each column. */
  constructor(
    readonly api: CApi,
    readonly types: readonly number[],
  ) {
    this.windows = new Windows(api.view);
  }

  get columnCount(): number {
    return this.types.length;
  }

  /** Makes this the chunk at an address. */
  point(pointer: Pointer): void {
    this.#pointer = pointer;
    this.rowCount = Number(this.api.chunkSize(pointer));
  }

  /**
   * A column of type DOUBLE, with NaN for missing values. It is the database's memory and ends with
   * the chunk.
   */
  doubles(column: number): Float64Array {
    this.#require(column, columnTypes.double);
    const vector = this.api.vector(this.#pointer, column);
    const values = new Float64Array(this.api.view(this.api.vectorData(vector), 8 * this.rowCount));
    const mask = this.api.vectorValidity(vector);
    if (mask === null) return values;
    const bits = this.#bits(mask);
    // Even with a mask, usually all values are present.
    if (bits.every((byte) => byte === 0xff)) return values;
    return values.map((value, row) => (isSet(bits, row) ? value : NaN));
  }

  /**
   * A column of type VARCHAR, four words a row: the length in bytes, then for up to 12 bytes the
   * text itself. A row without a value has any words. It is the database's own memory, and ends with
   * the chunk.
   */
  words(column: number): Uint32Array {
    this.#require(column, columnTypes.varchar);
    return new Uint32Array(this.#view(column, textBytes * this.rowCount));
  }

  /**
   * A column of type BIGINT, two words a row, the low one first. It is the database's own memory, and
   * ends with the chunk.
   */
  integers(column: number): Uint32Array {
    this.#require(column, columnTypes.bigint);
    return new Uint32Array(this.#view(column, 8 * this.rowCount));
  }

  /** Whether each row of a column has a value; null if all have. */
  presence(column: number): ((row: number) => boolean) | null {
    const mask = this.api.vectorValidity(this.api.vector(this.#pointer, column));
    if (mask === null) return null;
    const bits = this.#bits(mask);
    return bits.every((byte) => byte === 0xff) ? null : (row) => isSet(bits, row);
  }

  /** A row of a column of type VARCHAR. */
  text(column: number, row: number): string | null {
    this.#require(column, columnTypes.varchar);
    const vector = this.api.vector(this.#pointer, column);
    const mask = this.api.vectorValidity(vector);
    if (mask !== null && !isSet(this.#bits(mask), row)) return null;
    const entry = Buffer.from(
      this.api.view(this.api.vectorData(vector), textBytes * this.rowCount),
      textBytes * row,
      textBytes,
    );
    const length = entry.readUInt32LE(0);
    if (length <= longestInline) return entry.toString("utf8", 4, 4 + length);
    return Buffer.from(this.api.view(entry.readBigUInt64LE(8), length)).toString("utf8");
  }

  /** A column of another type would be misread. */
  #require(column: number, type: number): void {
    if (this.types[column] !== type)
      throw new Error(`column ${column} is of type ${this.types[column]}, not ${type}`);
  }

  /** A bit for each row, set if the value is present. */
  #bits(mask: Pointer): Uint8Array {
    return new Uint8Array(this.api.view(mask, Math.ceil(this.rowCount / 64) * 8));
  }

  #view(column: number, bytes: number): ArrayBuffer {
    return this.api.view(this.api.vectorData(this.api.vector(this.#pointer, column)), bytes);
  }
}

function isSet(bits: Uint8Array, row: number): boolean {
  return ((bits[row >> 3]! >> (row & 7)) & 1) === 1;
}
