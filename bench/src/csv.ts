// The results as CSV (RFC 4180): one row per workload and contender.

import { parse } from "csv-parse/sync";
import { BenchError } from "./errors.js";

const textColumns = ["date", "device", "node", "package", "contender", "quantity", "input", "labels", "dtype"] as const;
const numberColumns = [
  "cores",
  "n",
  "samples",
  "median_ns",
  "p20_ns",
  "p80_ns",
  "elements_per_second",
  "time_ratio",
  "time_ratio_p20",
  "time_ratio_p80",
] as const;

/** Times are per call. time_ratio is the contender's time over the hand-written loop's: below 1 is faster. */
export type Row = Record<(typeof textColumns)[number], string> & Record<(typeof numberColumns)[number], number>;

const columns: readonly (keyof Row)[] = [
  ...(["date", "device", "cores", "node", "package", "contender", "quantity", "input", "labels", "dtype"] as const),
  ...numberColumns.filter((column) => column !== "cores"),
];

export function formatCsv(rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => field(row[column])).join(","));
  return [columns.join(","), ...lines, ""].join("\n");
}

/** @throws BenchError where a column is missing or a number is none. */
export function parseCsv(text: string): Row[] {
  const records = parse(text, { columns: true, skip_empty_lines: true }) as Record<string, string>[];
  return records.map((record, index) => {
    const value = (column: string): string => {
      const found = record[column];
      if (found === undefined) throw new BenchError(`the results lack the column ${column}.`);
      return found;
    };
    const number = (column: string): number => {
      const parsed = Number(value(column));
      if (Number.isFinite(parsed)) return parsed;
      throw new BenchError(`row ${index + 1} of the results has ${JSON.stringify(value(column))} as ${column}, which is not a number.`);
    };
    const texts = textColumns.map((column) => [column, value(column)]);
    return Object.fromEntries([...texts, ...numberColumns.map((column) => [column, number(column)])]) as Row;
  });
}

/** Six digits are more than a timing has; counts are printed in full. */
function field(value: string | number): string {
  if (typeof value === "number") return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
