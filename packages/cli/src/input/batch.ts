// Rows as they come from a file of any kind, some thousands at a time.

import type { Role } from "../rows/can-be-scored.js";

/** Columns of as many rows each. The arrays are the source's own and last until the next batch. */
export interface Batch {
  readonly count: number;
  /** The number of each row, from 1, if they come in no order. */
  readonly rows?: Float64Array;
  /** Labels, predictions and weights; NaN for values that are missing or not numbers. */
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  readonly weights: Float64Array | null;
  /** The group of each row, numbered from 0; null without groups. */
  readonly groups: Int32Array | null;
  /** The cluster of each row within its group, numbered from 0; none without clusters. */
  readonly clusters?: Int32Array | null;
}

/** A range of rows, numbered from 0; the end is not included. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** The values of a row as text, before they are read as numbers. */
export interface RawRow {
  readonly label: string | null;
  readonly prediction: string | null;
  /** Undefined without weights. */
  readonly weight: string | null | undefined;
}

/** Where a row is. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly row: number;
  /** From 1; null if there are no lines. */
  readonly line: number | null;
  /** The pair of columns, if there are several. */
  readonly pair?: string;
}

/** A record that is not a row. */
export interface Rejected {
  readonly line: number | null;
  readonly message: string;
  /** The file, if it is not the source itself. */
  readonly file?: string;
}

/** What a column holds, judging by its first rows. */
export interface ColumnSample {
  /** Null if columns have no names. */
  readonly name: string | null;
  /** Some of its distinct texts, without missing ones. */
  readonly values: readonly string[];
  /** Of its finite numbers; NaN if there are none or they are not known. */
  readonly lowest: number;
  readonly highest: number;
  /** The share of its finite numbers that are not probabilities. */
  readonly shareOutside: number;
}

export interface Source {
  readonly name: string;
  readonly bytes: number;
  /** The number of rows; 0 if only reading tells. */
  readonly rows: number;
  batches(): AsyncIterable<Batch>;
  /** The values of rows, numbered from 1, as written in the file. Used only for bad rows. */
  rawRows(rows: readonly number[]): Promise<RawRow[]>;
  /** Other columns of rows, numbered from 1, as text; of tables alone. */
  textsOf?(
    rows: readonly number[],
    columns: readonly string[],
  ): Promise<readonly (readonly (string | null)[])[]>;
  /** The lines, from 1, that rows begin on; null if there are no lines. */
  linesOf(rows: readonly number[]): Promise<readonly (number | null)[] | null>;
  /**
   * Where rows are, if they are of several files: the row itself, or that which holds its label,
   * prediction or weight.
   */
  placesOf?(rows: readonly number[], role?: Role): Promise<readonly Place[]>;
  /** What the column of a role is called, if columns have names. */
  columnOf?(role: Role): string | undefined;
  /** What a column holds. Used only for a column with a bad value. */
  sample(column: Exclude<Role, "weight">): Promise<ColumnSample>;
  /** Rows that were read as numbers but are not numbers. Known at the end. */
  misread(): Promise<number[]>;
  /**
   * Records that are not rows, having too few or too many fields. Known at the end, with
   * --skip-bad-rows.
   */
  rejected(): Promise<readonly Rejected[]>;
}
