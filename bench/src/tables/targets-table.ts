// The targets as a table: a line for each workload, a column for each kind of labels.

import type { Row } from "../csv.js";
import { digits, formatCount, formatTime } from "../format.js";
import { labelsOf } from "../workloads.js";
import { markdownTable } from "./block.js";
import { cases, judge, type Target, targets, type Unit, type Verdict } from "./targets.js";

export function targetsTable(rows: readonly Row[]): string {
  const judged = targets.map((target) => ({ target, verdicts: judge(target, rows) }));
  const all = judged.flatMap(({ verdicts }) => verdicts).filter(({ met }) => met !== undefined);
  const headings = [
    "this package",
    "dtype",
    "quantity",
    "input",
    "N",
    "target",
    ...cases.map(labelsOf),
  ];
  const table = markdownTable(
    headings,
    judged.flatMap(({ target, verdicts }) => linesOf(target, verdicts)),
    4,
  );
  return `${all.filter(({ met }) => met).length} of ${all.length} measured targets are met.\n\n${table}`;
}

function linesOf(target: Target, verdicts: readonly Verdict[]): string[][] {
  const lines: string[][] = [];
  for (let i = 0; i < verdicts.length; i += target.cases.length) {
    const { workload, required } = verdicts[i]!;
    const sign = target.unit === "nanoseconds" ? "<" : "≥";
    const cells = cases.map((_, column) =>
      column < target.cases.length ? cellOf(target.unit, verdicts[i + column]!) : "",
    );
    const { dtype, quantity, input, n } = workload;
    // Only once: the lines of a target follow one another.
    const title = i === 0 ? target.title : "";
    lines.push([
      title,
      dtype,
      quantity,
      input,
      formatCount(n),
      `${sign} ${show(target.unit, required)}`,
      ...cells,
    ]);
  }
  return lines;
}

function cellOf(unit: Unit, { measured, met }: Verdict): string {
  return measured === undefined
    ? "not measured"
    : `${show(unit, measured)} ${met ? "met" : "**missed**"}`;
}

function show(unit: Unit, value: number): string {
  if (unit === "nanoseconds") return formatTime(value);
  return unit === "share" ? `${(100 * value).toFixed(0)} %` : `${digits(value)}×`;
}
