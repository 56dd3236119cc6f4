// The rows of a table as they are scored, in SQL: which of them can be, their numbers and their
// losses. bce score --url and bce sql differ only in what they select from these rows.

import type { LossOptions } from "../loss-options.js";
import { type Range, type Role, rangesOf, roles } from "../rows/can-be-scored.js";
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

/** What can be wrong with a number. */
export type FaultKind = "missing" | "nan" | "outside";

const codes: Readonly<Record<FaultKind, number>> = { missing: 1, nan: 2, outside: 3 };

/** bce_fault of a row: ten times the place of the faulty column among the roles, from 1, and more. */
function codeOf(role: Role, fault: FaultKind): number {
  return 10 * (roles.indexOf(role) + 1) + codes[fault];
}

/** The role and the fault that a code above 0 stands for. */
export function readFault(code: number): { role: Role; fault: FaultKind } {
  for (const role of roles)
    for (const fault of Object.keys(codes) as FaultKind[])
      if (codeOf(role, fault) === code) return { role, fault };
  throw new Error(`no fault has the code ${code}`);
}

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

/** The columns of a row's numbers as given, null if missing. */
const given: Readonly<Record<Role, string>> = {
  label: "bce_y0",
  prediction: "bce_x0",
  weight: "bce_w0",
};

const rolesOf = (table: ScoreTable) => roles.filter((role) => table[role] !== null);

/** A faulty value, or 0. */
export function faultyValue(table: ScoreTable): string {
  const cases = rolesOf(table).map(
    (role) => `WHEN bce_fault = ${codeOf(role, "outside")} THEN ${given[role]}`,
  );
  return `coalesce(CASE ${cases.join(" ")} END, 0)`;
}

/** Each number, or null if it is missing. */
function numberColumns(engine: Engine, table: ScoreTable): Step {
  return Object.fromEntries(
    rolesOf(table).map((role) => [given[role], numberOf(engine, table[role]!)]),
  );
}

function numberOf(engine: Engine, { name, kind }: NumberColumn): string {
  const column = engine.identifier(name);
  switch (kind) {
    case "unknown":
      return engine.anyDouble(column);
    case "number":
      return engine.double(column);
    case "boolean":
      // Not every engine can cast a boolean to a number.
      return engine.double(`CASE WHEN ${column} THEN 1 WHEN NOT ${column} THEN 0 END`);
  }
}

/**
 * 0 if all numbers are present and in range. That is checked first and is usually the only check.
 */
function faultOf(engine: Engine, table: ScoreTable): string {
  const ranges = rangesOf(table.loss.fromLogits);
  const isGood = (role: Role) => inRange(engine, ranges[role], given[role]);
  const cases = rolesOf(table).flatMap((role) => [
    `WHEN ${given[role]} IS NULL THEN ${codeOf(role, "missing")}`,
    `WHEN ${engine.isNan(given[role])} THEN ${codeOf(role, "nan")}`,
    `WHEN NOT (${isGood(role)}) THEN ${codeOf(role, "outside")}`,
  ]);
  return `CASE WHEN ${rolesOf(table).map(isGood).join(" AND ")} THEN 0 ${cases.join(" ")} ELSE 0 END`;
}

/**
 * Whether a number lies in a range; false for NaN. The upper end is always checked: some engines
 * place NaN above infinity, and none at or below it.
 */
function inRange({ infinity }: Engine, { lowest, highest }: Range, name: string): string {
  // Old servers round the largest double when they read it.
  const below =
    highest === Number.MAX_VALUE
      ? `< ${infinity}`
      : `<= ${highest === Infinity ? infinity : highest}`;
  return `${lowest === -Infinity ? "" : `${name} >= ${lowest} AND `}${name} ${below}`;
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

/** A weight times a power of two that may itself be too large or too small for a double. */
function scaled({ times }: Engine, name: string, exponent: number): string {
  if (exponent === 0) return name;
  const first = Math.max(-1000, Math.min(1000, exponent));
  const factors = [first, exponent - first].filter((one) => one !== 0);
  return factors.reduce((value, one) => times(value, number(2 ** one)), name);
}
