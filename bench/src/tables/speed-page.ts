// The generated part of docs/speed.md: circumstances, targets, charts, and every number.

import { chartNames } from "../charts/names.js";
import type { Row } from "../csv.js";
import { formatCount, formatSpread } from "../format.js";
import { bandwidthName } from "../names.js";
import { orderOf } from "../roster.js";
import { labelsOf, type Workload } from "../workloads.js";
import { markdownTable } from "./block.js";
import { circumstancesOf, loadOf, peersOf } from "./circumstances.js";
import { valuesOf } from "./look-up.js";
import { targetsTable } from "./targets-table.js";

export function speedPage(rows: readonly Row[]): string {
  const charts = chartNames.map(({ file, title }) => `![${title}](images/${file})`);
  return [
    `${circumstancesOf(rows)} Peers: ${peersOf(rows)}. ${loadOf(rows)}`,
    "## Targets",
    targetsTable(rows),
    "## Charts",
    ...charts,
    "## Every number",
    "Medians, and in brackets the 20th and 80th percentiles: per call for N = 32, per element else. The last column is the share of the read " +
      "bandwidth reached at the largest N, by what must be read and written at the least.",
    ...groupsOf(rows).flatMap((group) => [`### ${titleOf(group[0]!)}`, numbersTable(group)]),
    "## How far from the exact mean",
    "The largest relative error of the mean, float32.",
    errorsTable(rows.filter(({ dtype }) => dtype === "float32")),
  ].join("\n\n");
}

/** Rows that differ in N and the contender only. */
function groupsOf(rows: readonly Row[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(titleOf(row), [...(groups.get(titleOf(row)) ?? []), row]);
  return [...groups.values()];
}

function titleOf({ quantity, input, dtype, ...labels }: Workload): string {
  return `${quantity}, ${input}, ${labelsOf(labels)}, ${dtype}`;
}

function numbersTable(rows: readonly Row[]): string {
  const sizes = valuesOf(rows, "n");
  const largest = Math.max(...sizes);
  const lines = contendersIn(rows).map((contender) => {
    const own = rows.filter((row) => row.contender === contender);
    const at = (n: number) => own.find((row) => row.n === n);
    return [
      contender,
      String(Math.max(...own.map(({ threads }) => threads))),
      ...sizes.map((n) => withSpread(at(n))),
      shareOf(at(largest)),
    ];
  });
  return markdownTable(["", "threads", ...sizes.map(formatCount), "of bandwidth"], lines, 1);
}

function shareOf(row: Row | undefined): string {
  if (!row || Number.isNaN(row.bandwidth_share)) return "";
  return row.contender === bandwidthName
    ? `${row.gb_per_second.toFixed(1)} GB/s`
    : `${(100 * row.bandwidth_share).toFixed(0)} %`;
}

function withSpread(row: Row | undefined): string {
  if (!row) return "";
  const count = row.n === 32 ? 1 : row.n;
  return formatSpread(row.median_ns / count, row.p20_ns / count, row.p80_ns / count);
}

function errorsTable(rows: readonly Row[]): string {
  const sizes = valuesOf(rows, "n");
  const computing = rows.filter(({ mean_error }) => !Number.isNaN(mean_error));
  const lines = contendersIn(computing).map((contender) => [
    contender,
    ...sizes.map((n) => {
      const errors = computing
        .filter((row) => row.contender === contender && row.n === n)
        .map(({ mean_error }) => mean_error);
      return errors.length === 0 ? "" : formatError(Math.max(...errors));
    }),
  ]);
  return markdownTable(["", ...sizes.map(formatCount)], lines, 1);
}

function formatError(error: number): string {
  return error === 0 ? "0" : error.toExponential(0);
}

function contendersIn(rows: readonly Row[]): string[] {
  return valuesOf(rows, "contender").sort((a, b) => orderOf(a) - orderOf(b));
}
