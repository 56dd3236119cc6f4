// The rows of a table as bce score takes them: what is wrong with each, its numbers, and what it costs.

import type { LossOptions } from "../options/loss-options.js";
import type { Rows, Step } from "./compose.js";
import type { Engine } from "./engine.js";
import { inDtype, lossSteps, number, product } from "./loss-sql.js";

/** A column that is there, and whether its type is boolean. */
export interface NumberColumn {
  readonly name: string;
  readonly isBoolean: boolean;
}

export interface ScoreTable {
  /** Its name, behind that of its schema where it is given. */
  readonly table: readonly string[];
  readonly label: NumberColumn;
  readonly prediction: NumberColumn;
  readonly weight: NumberColumn | null;
  readonly by: readonly string[];
  readonly loss: LossOptions;
}

/** What can be wrong with a number: its code is ten times the column's place, from 1, plus one of these. */
export const faults = { missing: 1, nan: 2, outside: 3 } as const;

export function tableName({ identifier }: Engine, { table }: ScoreTable): string {
  return table.map(identifier).join(".");
}

/** bce_g0 and so on, as text. */
export function groupColumns({ text, identifier }: Engine, { by }: ScoreTable): Step {
  return Object.fromEntries(by.map((name, i) => [`bce_g${i}`, text(identifier(name))]));
}

/** bce_fault, bce_value, bce_y, bce_x, bce_w, bce_loss and bce_cost. */
export function scoreRows(engine: Engine, table: ScoreTable, withGroups: boolean): Rows {
  return {
    table: tableName(engine, table),
    columns: { ...(withGroups && groupColumns(engine, table)), ...numberColumns(engine, table) },
    steps: [...faultSteps(engine, table), ...lossSteps(engine, table.loss), { bce_cost: product(engine, "bce_w", "bce_loss") }],
  };
}

/** Each number as it is, NaN for what is missing, and whether it is. */
function numberColumns({ double, identifier, nan }: Engine, { label, prediction, weight }: ScoreTable): Step {
  const columns: Record<string, string> = {};
  for (const [key, column] of Object.entries({ y: label, x: prediction, w: weight })) {
    if (column === null) continue;
    const name = identifier(column.name);
    // Not every engine makes a number of a boolean.
    const value = column.isBoolean ? `CASE WHEN ${name} THEN 1 WHEN NOT ${name} THEN 0 END` : name;
    columns[`bce_${key}0`] = `coalesce(${double(value)}, ${nan})`;
    columns[`bce_${key}_missing`] = `CASE WHEN ${name} IS NULL THEN 1 ELSE 0 END`;
  }
  return columns;
}

/** What is wrong with a row, and its numbers where nothing is; others have no weight. */
function faultSteps(engine: Engine, { weight, loss }: ScoreTable): Step[] {
  const { isNan, infinity } = engine;
  const isShare = (x: string) => `${x} >= 0 AND ${x} <= 1`;
  const places = [
    ["bce_y", isShare("bce_y0")],
    ["bce_x", loss.fromLogits ? "1 = 1" : isShare("bce_x0")],
    ...(weight === null ? [] : [["bce_w", `bce_w0 >= 0 AND bce_w0 < ${infinity}`]]),
  ] as const;
  const cases = places.flatMap(([name, fits], i) => {
    const code = (fault: number) => 10 * (i + 1) + fault;
    return [
      `WHEN ${name}_missing = 1 THEN ${code(faults.missing)}`,
      `WHEN ${isNan(`${name}0`)} THEN ${code(faults.nan)}`,
      `WHEN NOT (${fits}) THEN ${code(faults.outside)}`,
    ];
  });
  const values = places.map(([name], i) => `WHEN bce_fault = ${10 * (i + 1) + faults.outside} THEN ${name}0`);
  const where = (isGood: string, otherwise: string) => `CASE WHEN bce_fault = 0 THEN ${isGood} ELSE ${otherwise} END`;
  return [
    { bce_fault: `CASE ${cases.join(" ")} ELSE 0 END` },
    {
      bce_value: `CASE ${values.join(" ")} ELSE 0 END`,
      bce_y: where(inDtype(engine, loss, "bce_y0"), "0"),
      bce_x: where(inDtype(engine, loss, "bce_x0"), number(0.5)),
      bce_w: where(weight === null ? number(1) : "bce_w0", "0"),
    },
  ];
}
