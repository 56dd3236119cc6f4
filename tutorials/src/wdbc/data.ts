// Reads the Wisconsin breast-cancer data as rows of features with labels, and standardises them.

import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/** One row of features per sample, and its label: 1 for malignant, 0 for benign. */
export interface Dataset {
  readonly rows: readonly (Float64Array | Float32Array)[];
  readonly labels: Uint8Array;
}

/** What standardisation subtracts from each column and divides it by. */
export interface ColumnStatistics {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** The names of the labels 0 and 1. */
export const classNames = ["benign", "malignant"] as const;

/** All rows of the file, in its order. The last column is the label. */
export function readWdbc(): Dataset {
  const text = readFileSync(new URL("../../data/wdbc.csv", import.meta.url), "utf8");
  const records = parse(text, { from_line: 2 }).map((record) => record.map(Number));
  return {
    rows: records.map((record) => Float64Array.from(record.slice(0, -1))),
    labels: Uint8Array.from(records, (record) => record.at(-1)!),
  };
}

/** The mean and the population standard deviation of each column. */
export function columnStatistics({ rows }: Dataset): ColumnStatistics {
  const columns = Array.from(rows[0]!, (_, j) => rows.map((row) => row[j]!));
  const means = columns.map(mean);
  return {
    means,
    deviations: columns.map((column, j) =>
      Math.sqrt(mean(column.map((x) => (x - means[j]!) ** 2))),
    ),
  };
}

/**
 * The data in units of the given statistics, computed in double precision and rounded to float32
 * once.
 */
export function standardise(
  { rows, labels }: Dataset,
  { means, deviations }: ColumnStatistics,
): Dataset {
  return {
    labels,
    rows: rows.map((row) => Float32Array.from(row, (x, j) => (x - means[j]!) / deviations[j]!)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
