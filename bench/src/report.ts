// The results as a table on the terminal.

import Table from "cli-table3";
import type { Row } from "./csv.js";
import { formatCount, formatRatio, formatTime } from "./format.js";

const headings = ["quantity", "input", "N", "contender", "per call", "per element", "time ÷ loop (p20–p80)", "samples"];

export function report(rows: readonly Row[]): string {
  const table = new Table({
    head: headings,
    style: { head: [], border: [], compact: true },
    colAligns: ["left", "left", "right", "left", "right", "right", "right", "right"],
  });
  for (const row of rows) {
    table.push([
      row.quantity,
      row.input,
      formatCount(row.n),
      row.contender,
      formatTime(row.median_ns),
      formatTime(row.median_ns / row.n),
      formatRatio(row),
      row.samples,
    ]);
  }
  return table.toString();
}
