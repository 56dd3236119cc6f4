// The result of bce compare, as JSON and as tables.

import type { ChangedRow, ComparedGroup, CompareResult } from "../compare/result.js";
import { whereIs } from "../score/bad-rows.js";
import { surelyWorse } from "../score/tested.js";
import { withGaps } from "./gaps.js";
import { grid } from "./grid.js";
import { plain } from "./json.js";
import {
  fewRowsText,
  holmText,
  measureNames,
  type OfMeasures,
  rangeText,
  shown,
  zText,
} from "./measures.js";
import { decimal, groupValue, oneLine, short, whole } from "./text.js";
import { verdictText } from "./verdict.js";

/** @param failures Why gates failed, as sentences. */
export function compareJson(result: CompareResult, failures: readonly string[]): string {
  const groups = result.groups.map(({ tested, ...group }) => ({ ...group, versusA: tested }));
  const document = { schema: "bce-compare/1", ...result, groups, failures };
  return `${JSON.stringify(document, plain, 2)}\n`;
}

export function compareTable(result: CompareResult, bold: boolean): string {
  const { files, predictions, difference, by, groups, best, worst, badRows } = result;
  const title = (text: string) => (bold ? `\u001b[1m${text}\u001b[22m` : text);
  const columns =
    predictions[0] === predictions[1] ? ["", ""] : predictions.map((name) => `, ${oneLine(name)}`);
  const names = files.map((file, i) => `${"AB"[i]}  ${oneLine(file)}${columns[i]}`).join("\n");
  const parts = [
    `${names}\n\n${grid(["", "A", "B", "B − A"], compared(result))}`,
    `${title("loss of B − A")}  ${decimal(difference.mean)}, ${intervalTexts(result).join(";\n  ")}
${verdictText(result)}
${rowsText(result)}`,
  ];
  if (groups.length > 0)
    parts.push(`${title(`By ${by.map((name) => oneLine(name)).join(", ")}`)}\n${grouped(result)}`);
  if (best.length > 0) parts.push(`${title("Rows that got better")}\n${changed(best)}`);
  if (worst.length > 0) parts.push(`${title("Rows that got worse")}\n${changed(worst)}`);
  if (badRows.count > 0)
    parts.push(`${title(`Bad rows, skipped: ${whole(badRows.count)}`)}\n${bad(result)}`);
  return `${parts.join("\n\n")}\n`;
}

function rowsText({ a, b, rows }: CompareResult): string {
  if (rows === null) return `${whole(a.count)} rows in A, ${whole(b.count)} in B, not paired`;
  return `${whole(a.count)} rows: ${whole(rows.better)} better, ${whole(rows.worse)} worse, ${whole(rows.same)} the same`;
}

/** What a table of groups says of each, behind the values that it is known by. */
export const groupHead = (paired: boolean) => [
  ...(paired ? ["rows"] : ["rows of A", "of B"]),
  "loss of A",
  "of B",
  "B − A",
  "95 % interval",
  "z",
];

export function groupCells({ a, b, difference, tested }: ComparedGroup, paired: boolean): string[] {
  return [
    ...(paired ? [a] : [a, b]).map((side) => whole(side?.count ?? 0)),
    ...[a, b].map((side) => decimal(side?.loss ?? null, 4)),
    decimal(difference?.mean ?? null, 4),
    rangeText(difference, 4),
    zText(tested),
  ];
}

function grouped({ by, every, groups, paired }: CompareResult): string {
  const head = [...by.map((name) => oneLine(name, 30)), ...groupHead(paired)];
  const rows = withGaps(groups, every, head, (group) => [
    ...group.values.map((value) => groupValue(value, 30)),
    ...groupCells(group, paired),
  ]);
  const marked = surelyWorse(groups).length;
  const found = marked === 0 ? "no group surely got worse" : "▲ surely got worse";
  return `${grid(head, rows, by.length)}\n${found}; ${holmText(groups.length)}`;
}

const isCompared: OfMeasures<true | null> = {
  loss: true,
  baseRate: true,
  skill: true,
  calibrationError: true,
  brier: true,
  rocAuc: true,
  prAuc: true,
  // A and B have the same rows, and nearly the same base rate.
  lossSum: null,
  lossPerRow: null,
  count: null,
  weight: null,
  baseLoss: null,
};

/** Each measure of A and of B, and B minus A. */
export function compared({ a, b }: CompareResult, digits = 6): string[][] {
  return shown(isCompared).map(([measure]) => {
    const [x, y] = [a[measure], b[measure]];
    const more = x === null || y === null ? null : y - x;
    return [measureNames[measure], ...[x, y, more].map((value) => decimal(value, digits))];
  });
}

/** The intervals of the difference, in words. */
export function intervalTexts({ difference, bootstrap }: CompareResult): string[] {
  const of = difference.clusters === null ? "" : ` by ${whole(difference.clusters)} clusters`;
  const few = fewRowsText(difference);
  const range = ({ low, high }: { low: number | null; high: number | null }) =>
    low === null || high === null
      ? "too few rows for an interval"
      : `95 % interval ${decimal(low)} to ${decimal(high)}`;
  const texts = [`${range(difference)}${of}${few === "" ? "" : ` (${few})`}`];
  if (bootstrap)
    texts.push(
      `${range(bootstrap)} by bootstrap, ${whole(bootstrap.replicates)} resamples, seed ${bootstrap.seed}`,
    );
  return texts;
}

function changed(rows: readonly ChangedRow[]): string {
  const cells = rows.map(({ rowA, rowB, label, predictionA, predictionB, difference }) => [
    String(rowA),
    String(rowB),
    short(label),
    short(predictionA),
    short(predictionB),
    decimal(difference),
  ]);
  return grid(["row of A", "of B", "label", "A", "B", "loss of B − A"], cells, 0);
}

function bad({ badRows: { count, listed } }: CompareResult): string {
  const lines = listed.map((row) => `${row.side}, ${whereIs(row)}: ${row.problem}`);
  if (count > listed.length) lines.push(`and ${whole(count - listed.length)} more`);
  return lines.join("\n");
}
