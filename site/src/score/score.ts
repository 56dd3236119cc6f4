// Scores a table: reads its rows, computes the loss of each by the package's kernels, and measures.

import { BinaryCrossentropy, type Dialect, kernelName, sigmoid } from "binary-crossentropy";
import { type Columns, parts } from "./columns.js";
import { measure, type Scores } from "./measures.js";
import type { Table } from "./read-file.js";
import { type BadRow, Rows } from "./rows.js";

export interface ScoreOptions {
  readonly fromLogits: boolean;
  readonly dialect: Dialect;
}

export interface Scored extends Scores {
  readonly bad: readonly BadRow[];
  readonly badCount: number;
  readonly kernel: string;
  readonly milliseconds: number;
}

/** Rows that are computed at a time. */
const block = 1 << 16;

export async function score(
  table: Table,
  columns: Columns,
  options: ScoreOptions,
  onProgress: (what: string, share: number) => void,
): Promise<Scored> {
  const start = performance.now();
  for (const part of ["label", "prediction"] as const)
    if (!table.names.includes(columns[part])) throw new Error(`Choose the column of ${part}s.`);
  const wanted = parts.map((part) => columns[part]).filter((name) => name !== "");
  // A column that is not chosen is in no place, and its cells are undefined.
  const [label, prediction, weight, group] = parts.map((part) => wanted.indexOf(columns[part]));
  const rows = new Rows(options.fromLogits);
  await table.read(
    wanted,
    (cells) => rows.push(cells[label!], cells[prediction!], cells[weight!], cells[group!]),
    (share) => onProgress("reading", share),
  );
  if (rows.length === 0) {
    const [first] = rows.bad;
    throw new Error(
      first ? `No row can be scored. Row ${first.row}: ${first.why}.` : "There are no rows.",
    );
  }
  const { fromLogits, dialect } = options;
  const loss = new BinaryCrossentropy({
    fromLogits,
    dialect,
    dtype: "float64",
    axis: [],
    reduction: "none",
  });
  const losses = new Float64Array(rows.length);
  for (let from = 0; from < rows.length; from += block) {
    const to = Math.min(from + block, rows.length);
    losses.set(
      loss(rows.labels.subarray(from, to), rows.predictions.subarray(from, to)).data,
      from,
    );
    onProgress("computing", to / rows.length);
  }
  const probabilities = fromLogits
    ? (sigmoid(rows.predictions).data as Float64Array)
    : rows.predictions;
  onProgress("ranking", 0);
  return {
    ...measure(rows, probabilities, losses),
    bad: rows.bad,
    badCount: rows.badCount,
    kernel: kernelName(),
    milliseconds: performance.now() - start,
  };
}
