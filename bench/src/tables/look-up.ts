// Finds rows: by workload and contender, or the fastest of a kind.

import type { Row } from "../csv.js";
import { BenchError } from "../errors.js";
import { packageName } from "../names.js";
import type { Kind } from "../roster.js";
import type { Workload } from "../workloads.js";

export function rowsFor(rows: readonly Row[], workload: Workload): Row[] {
  const { quantity, input, labels, weights, dtype, n } = workload;
  return rows.filter(
    (row) =>
      row.n === n &&
      row.quantity === quantity &&
      row.input === input &&
      row.labels === labels &&
      row.weights === weights &&
      row.dtype === dtype,
  );
}

export function rowOf(
  rows: readonly Row[],
  workload: Workload,
  contender: string,
): Row | undefined {
  return rowsFor(rows, workload).find((row) => row.contender === contender);
}

/** Those that take part under the names of others. */
export const peerKinds: readonly Kind[] = ["JavaScript", "native"];

export function fastestOf(
  rows: readonly Row[],
  workload: Workload,
  kinds: readonly Kind[],
): Row | undefined {
  const candidates = rowsFor(rows, workload).filter(({ kind }) => kinds.includes(kind));
  return candidates.reduce<Row | undefined>(
    (best, row) => (best && best.median_ns <= row.median_ns ? best : row),
    undefined,
  );
}

/** How many times as fast as `other` the row is. */
export function speedUp(row: Row | undefined, other: Row | undefined): number | undefined {
  return row && other && other.median_ns / row.median_ns;
}

/** All values of a column, in the order in which they come. */
export function valuesOf<R, K extends keyof R>(rows: readonly R[], column: K): R[K][] {
  return [...new Set(rows.map((row) => row[column]))];
}

/**
 * The row of this package that speaks for all: date, machine and versions.
 *
 * @throws BenchError where there is none.
 */
export function ownRow(rows: readonly Row[]): Row {
  const own = rows.find(({ contender }) => contender === packageName);
  if (own) return own;
  throw new BenchError(`the results have no rows of ${packageName}.`);
}
