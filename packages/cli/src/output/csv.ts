// The measures as CSV: a line for all rows, whose group columns are empty, and one for each group.

import type { Measures, ScoreResult } from "../score/result.js";
import type { Tested } from "../score/tested.js";
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

/** What is known of the loss: its interval and, of a group, whether it is above that of the rest. */
const known = ["standardError", "low", "high", "z", "adjustedP"];

function knownFields({ interval }: Measures, tested: Tested | null): (number | string)[] {
  const { standardError = "", low = "", high = "" } = interval ?? {};
  return [standardError, low, high, tested?.z ?? "", tested?.adjusted ?? ""];
}

export function toCsv({ by, total, groups }: ScoreResult): string {
  const line = (
    kind: string,
    values: readonly (string | null)[],
    measures: Measures,
    tested: Tested | null,
  ) =>
    [
      kind,
      ...values.map(groupField),
      ...columns.map((name) => measures[name] ?? ""),
      ...knownFields(measures, tested),
    ].join(",");
  const header = ["rows", ...by.map(field), ...columns, ...known].join(",");
  const none = by.map(() => null);
  const lines = groups.map(({ values, measures, tested }) =>
    line("group", values, measures, tested),
  );
  return `${[header, line("all", none, total, null), ...lines].join("\n")}\n`;
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
