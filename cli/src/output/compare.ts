// The result of bce compare, as JSON and as tables.

import type { ChangedRow, CompareResult } from "../compare/run-compare.js";
import { grid } from "./grid.js";
import { plain } from "./json.js";
import { decimal, oneLine, short, whole } from "./text.js";

export function compareJson(result: CompareResult): string {
  return `${JSON.stringify({ schema: "bce-compare/1", ...result }, plain, 2)}\n`;
}

export function compareTable({ files, a, b, difference, rows, best, worst }: CompareResult): string {
  const [nameA, nameB] = files;
  const both = (name: string, of: "loss" | "skill" | "calibrationError" | "brier" | "rocAuc" | "prAuc") => {
    const [x, y] = [a[of], b[of]];
    return [name, decimal(x), decimal(y), x === null || y === null ? "–" : decimal(y - x)];
  };
  const measures = [
    both("loss", "loss"),
    both("skill", "skill"),
    both("calibration error", "calibrationError"),
    both("Brier score", "brier"),
    both("ROC AUC", "rocAuc"),
    both("PR AUC", "prAuc"),
  ];
  const { mean, low, high } = difference;
  const interval = low === null || high === null ? "too few rows for an interval" : `95 % interval ${decimal(low)} to ${decimal(high)}`;
  const parts = [
    `A  ${oneLine(nameA)}\nB  ${oneLine(nameB)}\n\n${grid(["", "A", "B", "B − A"], measures)}`,
    `loss of B − A  ${decimal(mean)}, ${interval}\n${whole(a.count)} rows: ${whole(rows.better)} better, ${whole(rows.worse)} worse, ${whole(rows.same)} the same`,
  ];
  if (best.length > 0) parts.push(`Rows that got better\n${changed(best)}`);
  if (worst.length > 0) parts.push(`Rows that got worse\n${changed(worst)}`);
  return `${parts.join("\n\n")}\n`;
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
