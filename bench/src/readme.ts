// The README's table, made from the results, and its place between two markers.

import type { Row } from "./csv.js";
import { BenchError } from "./errors.js";
import { formatCount, formatRatio, formatTime } from "./format.js";
import { handWrittenName, packageName } from "./names.js";

export const startMarker = "<!-- bench:start -->";
export const endMarker = "<!-- bench:end -->";

// Below this many elements a call costs more than they do, and the time per element says nothing.
const smallest = 1024;

/** One line per workload, with the circumstances below. */
export function markdownTable(rows: readonly Row[]): string {
  const own = rows.filter(({ contender }) => contender === packageName);
  const first = own[0];
  if (!first) throw new BenchError(`the results have no rows of ${packageName}.`);
  const lines = own.map((row) => {
    const loop = rows.find((other) => other.contender === handWrittenName && isSameWorkload(other, row));
    if (!loop) throw new BenchError(`the results lack the ${handWrittenName} for ${row.quantity}, ${row.input}, N = ${row.n}.`);
    return `| ${[formatCount(row.n), row.quantity, row.input, cost(row), cost(loop), formatRatio(row)].join(" | ")} |`;
  });
  return [
    `| N | quantity | input | this package | ${handWrittenName} | time ÷ loop (p20–p80) |`,
    "|--:|---|---|--:|--:|--:|",
    ...lines,
    "",
    `Medians; below 1 this package is faster. ${first.dtype}, ${first.labels} labels; ${first.device}, ${first.cores} cores, ` +
      `Node ${first.node}, ${packageName} ${first.package}, ${first.date}. ` +
      "Made by `npm run bench`, then `npm run table -w bench`.",
  ].join("\n");
}

function isSameWorkload(a: Row, b: Row): boolean {
  return a.quantity === b.quantity && a.input === b.input && a.labels === b.labels && a.dtype === b.dtype && a.n === b.n;
}

function cost({ n, median_ns }: Row): string {
  return n < smallest ? `${formatTime(median_ns)} per call` : `${formatTime(median_ns / n)} per element`;
}

/** The README with the table in place of whatever is between the markers. */
export function insertTable(readme: string, table: string): string {
  const start = readme.indexOf(startMarker);
  const end = readme.indexOf(endMarker);
  if (start < 0 || end < start) throw new BenchError(`the README must have the lines ${startMarker} and ${endMarker}, in this order.`);
  return `${readme.slice(0, start)}${startMarker}\n\n${table}\n\n${readme.slice(end)}`;
}
