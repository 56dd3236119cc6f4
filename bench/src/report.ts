// One workload's results as a table on the terminal.

import Table from "cli-table3";
import type { Row } from "./csv.js";
import { formatCount, formatRatio, formatTime } from "./format.js";
import { labelsOf, type Workload } from "./workloads.js";

const headings = [
  "contender",
  "threads",
  "per call",
  "per element",
  "time ÷ loop (p20–p80)",
  "GB/s",
  "of bandwidth",
  "samples",
];

export function report(workload: Workload, rows: readonly Row[]): string {
  const table = new Table({
    head: headings,
    style: { head: [], border: [], compact: true },
    colAligns: ["left", ...headings.slice(1).map(() => "right" as const)],
  });
  for (const row of rows) {
    table.push([
      row.contender,
      row.threads,
      formatTime(row.median_ns),
      formatTime(row.median_ns / row.n),
      formatRatio(row),
      row.gb_per_second.toFixed(2),
      Number.isNaN(row.bandwidth_share) ? "" : `${(100 * row.bandwidth_share).toFixed(0)} %`,
      row.samples,
    ]);
  }
  return `\n${titleOf(workload)}\n${table.toString()}`;
}

export function titleOf(workload: Workload): string {
  return `${workload.quantity}, ${workload.input}, ${labelsOf(workload)}, ${workload.dtype}, N = ${formatCount(workload.n)}`;
}
