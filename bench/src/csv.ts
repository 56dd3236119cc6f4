// The results as CSV (RFC 4180): one row per workload and contender.

import { parse } from "csv-parse/sync";
import { BenchError } from "./errors.js";
import type { Kind } from "./roster.js";
import type { Workload } from "./workloads.js";

/**
 * In the order of the file; a number where the row has one. An empty number is one that there is
 * none of: NaN.
 */
const columns = {
  date: "",
  device: "",
  cores: 0,
  node: "",
  package: "",
  contender: "",
  kind: "",
  version: "",
  kernel: "",
  threads: 0,
  quantity: "",
  input: "",
  labels: "",
  weights: "",
  dtype: "",
  n: 0,
  samples: 0,
  median_ns: 0,
  p20_ns: 0,
  p80_ns: 0,
  elements_per_second: 0,
  time_ratio: 0,
  time_ratio_p20: 0,
  time_ratio_p80: 0,
  mean_error: 0,
  bytes_per_element: 0,
  gb_per_second: 0,
  bandwidth_share: 0,
  other_load: 0,
};

/**
 * Times are per call. `time_ratio` is the contender's time over the hand-written loop's: below 1 is
 * faster. `mean_error` is relative. `bandwidth_share` is `gb_per_second` over that of the row "read
 * bandwidth", which one thread reached. `other_load` is the share of all cores that other programs
 * used just before the workload.
 */
export type Row = Omit<typeof columns, "kind" | keyof Workload> & Workload & { kind: Kind };

const names = Object.keys(columns) as (keyof Row)[];

export function formatCsv(rows: readonly Row[]): string {
  const lines = rows.map((row) => names.map((column) => field(row[column])).join(","));
  return [names.join(","), ...lines, ""].join("\n");
}

/** @throws BenchError where a column is missing or a number is none. */
export function parseCsv(text: string): Row[] {
  const records = parse(text, { columns: true, skip_empty_lines: true }) as Record<
    string,
    string
  >[];
  return records.map((record, index) => {
    const cells = names.map((column) => {
      const found = record[column];
      if (found === undefined) throw new BenchError(`the results lack the column ${column}.`);
      if (typeof columns[column] === "string") return [column, found];
      const parsed = found === "" ? NaN : Number(found);
      if (found === "" || Number.isFinite(parsed)) return [column, parsed];
      throw new BenchError(
        `row ${index + 1} of the results has ${JSON.stringify(found)} as ${column}, which is not a number.`,
      );
    });
    return Object.fromEntries(cells) as Row;
  });
}

/** Six digits are more than a timing has; counts are printed in full. */
function field(value: string | number): string {
  if (typeof value === "string")
    return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  if (Number.isNaN(value)) return "";
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}
