// What bce score asks a warehouse for: sums over cells of rows whose predictions lie close together, sums over cells of rows
// that cost about the same, the worst rows, and the groups. Everything that is printed comes from these.
//
// Rows that cannot be scored are in cells of their own, told apart by what is wrong with them, and count for nothing in sums.

import { fineBins } from "../metrics/sums.js";
import type { LossOptions } from "../options/loss-options.js";
import type { Rows, Selection, Step } from "./compose.js";
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

/** Beyond this logit cells grow wider, so that there are never too many. */
const widest = 40;

/** The cell of what is infinite, further out than any other. */
const outermost = 3000;

/** Cells of costs per factor of e. */
const costSteps = 256;

export class ScoreQueries {
  readonly #engine: Engine;
  readonly #table: ScoreTable;
  readonly #groups: readonly string[];

  constructor(engine: Engine, table: ScoreTable) {
    this.#engine = engine;
    this.#table = table;
    this.#groups = table.by.map((_, i) => `bce_g${i}`);
  }

  /** The groups, no more than `most` of them. */
  groups(most: number): string {
    const columns = Object.fromEntries(this.#groups.map((group, i) => [`g${i}`, group]));
    return this.#select([], { columns, groupBy: this.#groups, limit: most });
  }

  /**
   * g0 …, fault, bin, key, n, w, cost, y, p, square, low, high, value: by group, fault, fine bin of the probability and cell of
   * the logit, the sums Σ w, Σ w L, Σ w y, Σ w p, Σ w (p − y)², the ends of the predictions, and a value that is at fault.
   * @param steps Cells per unit of the logit.
   */
  sums(steps: number): string {
    const { times } = this.#engine;
    const groupBy = [...this.#groups, "bce_fault", "bce_bin", "bce_key"];
    const columns = {
      ...Object.fromEntries(this.#groups.map((group, i) => [`g${i}`, group])),
      fault: "bce_fault",
      bin: "bce_bin",
      cell: "bce_key",
      n: "count(*)",
      w: "sum(bce_w)",
      cost: "sum(bce_cost)",
      y: `sum(${times("bce_w", "bce_y")})`,
      p: `sum(${times("bce_w", "bce_probability")})`,
      square: `sum(${times("bce_w", "bce_square")})`,
      low: "min(bce_x)",
      high: "max(bce_x)",
      bad: "min(bce_value)",
    };
    return this.#select([...this.#calibrationSteps(), ...this.#keySteps(steps)], { columns, groupBy });
  }

  /** cell, n, cost: by what a row costs. */
  costs(): string {
    const { ln, infinity, integer } = this.#engine;
    const guarded = ln(`CASE WHEN bce_cost > 0 AND bce_cost < ${infinity} THEN bce_cost ELSE 1 END`);
    const cell = `CASE WHEN bce_cost = ${infinity} THEN ${10 ** 6} WHEN bce_cost > 0 THEN floor(${costSteps} * ${guarded}) ELSE ${-(10 ** 6)} END`;
    const columns = { cell: "bce_cell", n: "count(*)", cost: "sum(bce_cost)" };
    return this.#select([{ bce_cell: integer(cell) }], { columns, where: "bce_fault = 0", groupBy: ["bce_cell"] });
  }

  /** y, x, w, loss of the rows that cost most. */
  worst(most: number): string {
    const columns = { y: "bce_y", x: "bce_x", w: "bce_w", loss: "bce_loss" };
    const orderBy = ["bce_cost DESC", "bce_x", "bce_y", "bce_w"];
    return this.#select([], { columns, where: "bce_fault = 0", orderBy, limit: most });
  }

  #select(steps: readonly Step[], selection: Selection): string {
    // What no part of the query asks for is left out: old servers stumble over it.
    const rows = this.#rows(selection.groupBy?.includes(this.#groups[0] ?? "") ?? false);
    return this.#engine.compose({ ...rows, steps: [...rows.steps, ...steps] }, selection);
  }

  #rows(withGroups: boolean): Rows {
    const { loss, table, by } = this.#table;
    const engine = this.#engine;
    const groups = by.map((name, i) => [`bce_g${i}`, engine.text(engine.identifier(name))]);
    return {
      table: table.map(engine.identifier).join("."),
      columns: { ...(withGroups && Object.fromEntries(groups)), ...this.#columns() },
      steps: [...this.#faultSteps(), ...lossSteps(engine, loss), { bce_cost: product(engine, "bce_w", "bce_loss") }],
    };
  }

  /** Each number as it is, NaN for what is missing, and whether it is. */
  #columns(): Step {
    const { double, identifier, nan } = this.#engine;
    const { label, prediction, weight } = this.#table;
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
  #faultSteps(): Step[] {
    const { isNan, infinity } = this.#engine;
    const { weight, loss } = this.#table;
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
        bce_y: where(inDtype(this.#engine, loss, "bce_y0"), "0"),
        bce_x: where(inDtype(this.#engine, loss, "bce_x0"), number(0.5)),
        bce_w: where(weight === null ? number(1) : "bce_w0", "0"),
      },
    ];
  }

  /** The probability, its fine bin, and the square of what it is off. */
  #calibrationSteps(): Step[] {
    const { times, integer } = this.#engine;
    const { fromLogits } = this.#table.loss;
    // bce_e is exp(−|x|).
    const sigmoid = "CASE WHEN bce_x > 0 THEN 1 / (1 + bce_e) ELSE bce_e / (1 + bce_e) END";
    const bin = `CASE WHEN bce_probability < 1 THEN floor(${fineBins} * bce_probability) ELSE ${fineBins - 1} END`;
    return [
      { bce_probability: fromLogits ? sigmoid : "bce_x" },
      { bce_off: "bce_probability - bce_y", bce_bin: integer(bin) },
      { bce_square: times("bce_off", "bce_off") },
    ];
  }

  /** The cell of a prediction: logits are cut into steps, fine where predictions are, and without an end at both ends. */
  #keySteps(steps: number): Step[] {
    const { infinity, integer, ln } = this.#engine;
    const inside = "bce_x > 0 AND bce_x < 1";
    const log = (x: string) => ln(`CASE WHEN ${inside} THEN ${x} ELSE 1 END`);
    const logit = `CASE WHEN bce_x <= 0 THEN -${infinity} WHEN bce_x >= 1 THEN ${infinity} ELSE ${log("bce_x")} - ${log("1 - bce_x")} END`;
    const far = (z: string) => `${widest} + 4 * ${ln(`CASE WHEN abs(bce_z) > ${widest} THEN ${z} / ${widest} ELSE 1 END`)}`;
    const place = [
      `WHEN bce_z = ${infinity} THEN ${outermost}`,
      `WHEN bce_z = -${infinity} THEN ${-outermost}`,
      `WHEN bce_z > ${widest} THEN ${far("abs(bce_z)")}`,
      `WHEN bce_z < ${-widest} THEN -(${far("abs(bce_z)")})`,
    ];
    return [
      { bce_z: this.#table.loss.fromLogits ? "bce_x" : logit },
      { bce_place: `CASE ${place.join(" ")} ELSE bce_z END` },
      { bce_key: integer(`floor(${steps} * bce_place)`) },
    ];
  }
}
