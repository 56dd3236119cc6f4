// The rows of a table: which of them can be scored, their numbers and their losses. Only this file
// says so in SQL; bce score --url and bce sql differ only in what they select from these rows.

import type { LossOptions } from "../loss-options.js";
import type { Rows, Step } from "./compose.js";
import type { Engine } from "./engine.js";
import { inDtype, lossSteps, number } from "./loss-sql.js";

/** A column that holds a number for each row, and what is known of its type. */
export interface NumberColumn {
  readonly name: string;
  readonly kind: "number" | "boolean" | "unknown";
}

export interface ScoreTable {
  /** What follows FROM. */
  readonly from: string;
  readonly label: NumberColumn;
  readonly prediction: NumberColumn;
  readonly weight: NumberColumn | null;
  readonly by: readonly string[];
  readonly loss: LossOptions;
}

/**
 * What can be wrong with a number. The code of a fault is ten times the place of the column, from
 * 1, plus one of these.
 */
export const faults = { missing: 1, nan: 2, outside: 3 } as const;

/**
 * bce_fault, bce_y, bce_x, bce_w and bce_loss. A row that cannot be scored has a fault above 0 and
 * no weight.
 * @param exponent Weights are multiplied by 2^exponent.
 */
export function scoreRows(engine: Engine, table: ScoreTable, groups: Step, exponent = 0): Rows {
  return {
    table: table.from,
    columns: { ...groups, ...numberColumns(engine, table) },
    steps: [
      { bce_fault: faultOf(engine, table) },
      goodNumbers(engine, table, exponent),
      ...lossSteps(engine, table.loss),
    ],
  };
}

/** A faulty value, or 0. */
export function faultyValue({ weight }: ScoreTable): string {
  const names = ["bce_y0", "bce_x0", ...(weight === null ? [] : ["bce_w0"])];
  const cases = names.map(
    (name, i) => `WHEN bce_fault = ${10 * (i + 1) + faults.outside} THEN ${name}`,
  );
  return `coalesce(CASE ${cases.join(" ")} END, 0)`;
}

/** Each number, or null if it is missing. */
function numberColumns(engine: Engine, { label, prediction, weight }: ScoreTable): Step {
  const columns = Object.entries({
    bce_y0: label,
    bce_x0: prediction,
    ...(weight !== null && { bce_w0: weight }),
  });
  return Object.fromEntries(columns.map(([name, column]) => [name, numberOf(engine, column)]));
}

function numberOf(engine: Engine, { name, kind }: NumberColumn): string {
  const column = engine.identifier(name);
  if (kind === "unknown") return engine.anyDouble(column);
  // Not every engine can cast a boolean to a number.
  return engine.double(
    kind === "boolean" ? `CASE WHEN ${column} THEN 1 WHEN NOT ${column} THEN 0 END` : column,
  );
}

/**
 * 0 if all numbers are present and in range. That is checked first and is usually the only check.
 */
function faultOf({ isNan, infinity }: Engine, { weight, loss }: ScoreTable): string {
  const isShare = (x: string) => `${x} >= 0 AND ${x} <= 1`;
  const places = [
    ["bce_y0", isShare("bce_y0")],
    // Logits may be infinite. Some engines place NaN above infinity, and none at or below it.
    ["bce_x0", loss.fromLogits ? `bce_x0 <= ${infinity}` : isShare("bce_x0")],
    ...(weight === null ? [] : [["bce_w0", `bce_w0 >= 0 AND bce_w0 < ${infinity}`]]),
  ] as const;
  const cases = places.flatMap(([name, fits], i) => {
    const code = (fault: number) => 10 * (i + 1) + fault;
    return [
      `WHEN ${name} IS NULL THEN ${code(faults.missing)}`,
      `WHEN ${isNan(name!)} THEN ${code(faults.nan)}`,
      `WHEN NOT (${fits}) THEN ${code(faults.outside)}`,
    ];
  });
  return `CASE WHEN ${places.map(([, fits]) => fits).join(" AND ")} THEN 0 ${cases.join(" ")} ELSE 0 END`;
}

/** The numbers of rows that can be scored; for the others, numbers with a finite loss. */
function goodNumbers(engine: Engine, { weight, loss }: ScoreTable, exponent: number): Step {
  // Never null here, but its type may allow null.
  const where = (isGood: string, otherwise: string) =>
    `coalesce(CASE WHEN bce_fault = 0 THEN ${isGood} END, ${otherwise})`;
  return {
    bce_y: where(inDtype(engine, loss, "bce_y0"), "0"),
    bce_x: where(inDtype(engine, loss, "bce_x0"), number(0.5)),
    bce_w: where(weight === null ? number(1) : scaled(engine, "bce_w0", exponent), "0"),
  };
}

/** A weight times a power of two that may itself not be a double. */
function scaled({ times }: Engine, name: string, exponent: number): string {
  if (exponent === 0) return name;
  const first = Math.max(-1000, Math.min(1000, exponent));
  const factors = [first, exponent - first].filter((one) => one !== 0);
  return factors.reduce((value, one) => times(value, number(2 ** one)), name);
}
