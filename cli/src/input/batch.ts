// Rows as they come from a file of any kind, some thousands at a time.

import type { Role } from "../rows/can-be-scored.js";

/** Columns of as many rows each. The arrays are the source's own and last until the next batch. */
export interface Batch {
  readonly count: number;
  /** Labels, predictions and weights; NaN for what is missing or no number. */
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  readonly weights: Float64Array | null;
  /** The group of each row, numbered from 0; null where there are none. */
  readonly groups: Int32Array | null;
}

/** Rows from one on, numbered from 0, up to another. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** What a value of a row was before it was read as a number. */
export interface RawRow {
  readonly label: string | null;
  readonly prediction: string | null;
  /** Undefined where there are no weights. */
  readonly weight: string | null | undefined;
}

/** What a column holds, as far as its first rows tell. */
export interface ColumnSample {
  /** Null where columns have no names. */
  readonly name: string | null;
  /**
   * Some of its texts, unlike one another, without those that are missing; what comes last was left
   * out.
   */
  readonly values: readonly string[];
  /** Of its finite numbers; NaN where there are none, and where that is not known. */
  readonly lowest: number;
  readonly highest: number;
  /** Which share of its finite numbers are no probabilities. */
  readonly shareOutside: number;
}

export interface Source {
  readonly name: string;
  readonly bytes: number;
  /** How many rows there are; 0 where only reading tells. */
  readonly rows: number;
  batches(): AsyncIterable<Batch>;
  /**
   * The values of rows, numbered from 1, as the file has them. Asked only about rows that are bad.
   */
  rawRows(rows: readonly number[]): Promise<RawRow[]>;
  /** The lines that rows begin on, from 1; null where there are no lines. */
  linesOf(rows: readonly number[]): Promise<readonly (number | null)[] | null>;
  /** What a column holds. Asked only about one that has a bad value. */
  sample(column: Exclude<Role, "weight">): Promise<ColumnSample>;
  /** Rows that have been read as numbers, and are none. Known at the end. */
  misread(): Promise<number[]>;
  /**
   * Records that were no rows at all: those with too few or too many fields. Known at the end, with
   * --skip-bad-rows.
   */
  rejected(): Promise<readonly { line: number | null; message: string }[]>;
}
