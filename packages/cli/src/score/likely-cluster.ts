// A column that likely tells which rows belong together, such as a user, if --cluster is missing. It
// is looked for in the first rows of the first file: of a column that looks like a key, whose values
// repeat, do rows of the same value cost alike?

import type { Session } from "../duckdb/session.js";
import { labelOf, numberOf } from "../input/cells.js";
import type { Classes } from "../input/classes.js";
import type { ColumnNames } from "../input/columns.js";
import type { Table } from "../input/table-type.js";
import type { LossOptions } from "../loss-options.js";
import { blockSize } from "../metrics/block.js";
import { canBeScored, rangesOf } from "../rows/can-be-scored.js";
import { likenessOf } from "../statistics/likeness.js";
import { Losses } from "./losses.js";

export interface LikelyCluster {
  readonly column: string;
  /** By how much the standard error would be larger with --cluster, about. */
  readonly factor: number;
}

/** What is looked at. Two blocks keep the price at about a tenth of a second. */
const mostRows = 2 * blockSize;
const mostColumns = 50;

/** A key has many values, of a few rows each. Of a country or a day --by tells more. */
const leastValues = 100;
const [leastPerValue, mostPerValue] = [1.5, 50];

/** What is said: of chance alone in fewer than one of a million columns, and if it matters. */
const [leastZ, leastFactor] = [5, 1.1];

const mayBeKey = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|VARCHAR|UUID|DATE|TIMESTAMP.*)$/;

export interface Opened {
  readonly table: Table;
  readonly names: ColumnNames;
  readonly classes: Classes | null;
}

/** Null if there is no such column, or the rows cannot be read without leaving some out. */
export async function likelyCluster(
  { connection }: Session,
  opened: Opened,
  options: LossOptions,
): Promise<LikelyCluster | null> {
  const { table, names } = opened;
  const used = [names.label, names.prediction, names.weight];
  const columns = [...table.types]
    .filter(([name, type]) => mayBeKey.test(type) && !used.includes(name))
    .map(([name]) => name)
    .slice(0, mostColumns);
  if (names.cluster !== undefined || columns.length === 0) return null;
  try {
    const rows = await firstRows(connection, opened, columns, options.fromLogits);
    const losses = lossesOf(rows, new Losses(options));
    return losses.every(Number.isFinite) ? mostAlike(columns, rows, losses) : null;
  } catch {
    // What is wrong with the file is told where its rows are scored.
    return null;
  }
}

interface Rows {
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  /** The number of each row's value, and how many values there are, by column. */
  readonly values: readonly { readonly of: Int32Array; readonly count: number }[];
}

async function firstRows(
  connection: Session["connection"],
  { table, names, classes }: Opened,
  columns: readonly string[],
  fromLogits: boolean,
): Promise<Rows> {
  const ranges = rangesOf(fromLogits);
  const known = columns.map(() => new Map<number, number>());
  const [labels, predictions] = [new Float64Array(mostRows), new Float64Array(mostRows)];
  const numbers = columns.map(() => new Int32Array(mostRows));
  const cells = [
    `${labelOf(names.label, table, classes)}::DOUBLE`,
    `${numberOf(names.prediction, table)}::DOUBLE`,
    // 53 bits tell values apart, and cost less than their texts.
    ...columns.map((name) => `(hash(${table.sql(name)}) >> 11)::DOUBLE`),
  ];
  const from = table.from([...new Set([names.label, names.prediction, ...columns])], false);
  const query = `SELECT ${cells.join(", ")} FROM ${from} LIMIT ${mostRows}`;
  let count = 0;
  for await (const chunk of connection.chunks(query)) {
    const [y, x] = [chunk.doubles(0), chunk.doubles(1)];
    const hashes = columns.map((_, i) => chunk.doubles(2 + i));
    for (let row = 0; row < chunk.rowCount; row++) {
      if (!canBeScored(ranges, y[row]!, x[row]!, 1)) continue;
      [labels[count], predictions[count]] = [y[row]!, x[row]!];
      for (const [i, own] of known.entries()) {
        const hash = hashes[i]![row]!;
        const number = own.get(hash) ?? own.size;
        if (number === own.size) own.set(hash, number);
        numbers[i]![count] = number;
      }
      count += 1;
    }
  }
  return {
    labels: labels.subarray(0, count),
    predictions: predictions.subarray(0, count),
    values: numbers.map((of, i) => ({
      of: of.subarray(0, count),
      count: known[i]!.size,
    })),
  };
}

function lossesOf({ labels, predictions }: Rows, losses: Losses): Float64Array {
  const found = new Float64Array(labels.length);
  for (let start = 0; start < labels.length; start += blockSize) {
    const part = [labels, predictions].map((of) => of.subarray(start, start + blockSize));
    found.set(losses.of(part[0]!, part[1]!), start);
  }
  return found;
}

function mostAlike(
  columns: readonly string[],
  { values }: Rows,
  losses: Float64Array,
): LikelyCluster | null {
  const found = values.flatMap(({ of, count }, i) => {
    const each = losses.length / count;
    if (count < leastValues || each < leastPerValue || each > mostPerValue) return [];
    const { factor, z } = likenessOf(losses, of, count);
    return z >= leastZ && factor >= leastFactor ? [{ column: columns[i]!, factor }] : [];
  });
  return found.sort((a, b) => b.factor - a.factor)[0] ?? null;
}
