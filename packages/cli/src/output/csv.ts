// The measures as CSV: a line for all rows, whose group columns are empty, and one for each group.

import type { Measures, ScoreResult } from "../score/result.js";
import { type OfMeasures, shown } from "./measures.js";

const isColumn: OfMeasures<true | null> = {
  loss: true,
  lossSum: true,
  count: true,
  weight: true,
  baseRate: true,
  baseLoss: true,
  skill: true,
  calibrationError: true,
  brier: true,
  rocAuc: true,
  prAuc: true,
  // It is lossSum / count.
  lossPerRow: null,
};

const columns = shown(isColumn).map(([measure]) => measure);

export function toCsv({ by, total, groups }: ScoreResult): string {
  const line = (kind: string, values: readonly (string | null)[], measures: Measures) =>
    [kind, ...values.map(groupField), ...columns.map((name) => measures[name] ?? "")].join(",");
  const header = ["rows", ...by.map(field), ...columns].join(",");
  const all = line(
    "all",
    by.map(() => null),
    total,
  );
  return `${[header, all, ...groups.map(({ values, measures }) => line("group", values, measures))].join("\n")}\n`;
}

/**
 * A missing value is empty and an empty text is quoted, as PostgreSQL and DuckDB distinguish them.
 */
function groupField(value: string | null): string {
  if (value === null) return "";
  return value === "" ? '""' : field(value);
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
