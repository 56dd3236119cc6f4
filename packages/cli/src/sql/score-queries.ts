// The queries of bce score --url: sums over cells of rows with similar predictions, sums over cells
// of rows with similar losses, the worst rows, and the groups. Everything printed comes from these.
//
// Rows that cannot be scored are in cells of their own, by what is wrong with them, and are in no
// sum.

import { fineBins } from "../metrics/sums.js";
import type { Selection, Step } from "./compose.js";
import type { Engine } from "./engine.js";
import { probability, product } from "./loss-sql.js";
import { type MomentOptions, momentSums } from "./moment-sums.js";
import { faultyValue, type ScoreTable, scoreRows } from "./score-rows.js";

/** Beyond this logit cells grow wider, which limits their number. */
const widest = 40;

/** The cell of infinite logits, further out than any other. */
const outermost = 3000;

/** Number of cells of losses per factor of e. */
const costSteps = 256;

/** Rows without weight take no part in rankings; rows that cannot be scored have no weight. */
const weighs = "bce_w > 0";

export class ScoreQueries {
  readonly #engine: Engine;
  readonly #table: ScoreTable;
  readonly #groups: Step;
  readonly #exponent: number;

  /** @param exponent All results are for weights times 2^exponent. */
  constructor(engine: Engine, table: ScoreTable, exponent = 0) {
    this.#engine = engine;
    this.#table = table;
    this.#groups = Object.fromEntries(
      table.by.map((name, i) => [`bce_g${i}`, engine.text(engine.identifier(name))]),
    );
    this.#exponent = exponent;
  }

  /** At most `most` of the groups. */
  groups(most: number): string {
    const names = Object.keys(this.#groups);
    const rows = { table: this.#table.from, columns: this.#groups, steps: [] };
    return this.#engine.compose(rows, {
      columns: this.#groupColumns(),
      groupBy: names,
      limit: most,
    });
  }

  /**
   * g0 …, fault, bin, cell, n, w, cost, y, p, square, low, high, bad, heaviest, dearest: by group,
   * fault, fine bin of the probability and cell of the logit, the sums Σ w, Σ w L, Σ w y, Σ w p, Σ
   * w (p − y)², the ends of the predictions of rows with weight, a value that is at fault, the
   * largest weight, and the largest loss of a row with weight.
   * @param steps Cells per unit of the logit.
   */
  sums(steps: number): string {
    const { times, infinity } = this.#engine;
    const groupBy = [...Object.keys(this.#groups), "bce_fault", "bce_bin", "bce_key"];
    const columns = {
      ...this.#groupColumns(),
      fault: "bce_fault",
      bin: "bce_bin",
      cell: "bce_key",
      n: "count(*)",
      w: "sum(bce_w)",
      cost: "sum(bce_cost)",
      y: `sum(${times("bce_w", "bce_y")})`,
      p: `sum(${times("bce_w", "bce_probability")})`,
      square: `sum(${times("bce_w", "bce_square")})`,
      low: `min(CASE WHEN bce_w > 0 THEN bce_x ELSE ${infinity} END)`,
      high: `max(CASE WHEN bce_w > 0 THEN bce_x ELSE -${infinity} END)`,
      bad: "min(bce_value)",
      heaviest: "max(bce_w)",
      dearest: "max(CASE WHEN bce_w > 0 THEN bce_loss ELSE 0 END)",
    };
    return this.#select([this.#cost(), ...this.#calibrationSteps(), ...this.#keySteps(steps)], {
      columns,
      groupBy,
    });
  }

  /**
   * g0 …, centre, n, and sums by the names of `namesOfSums`: by group and centre, of rows with
   * weight. Weights are the table's, in the frame.
   */
  moments(options: MomentOptions): string {
    const { steps, centre, columns } = momentSums(this.#engine, this.#table, options);
    return this.#select(steps, {
      columns: { ...this.#groupColumns(), centre, n: "count(*)", ...columns },
      where: weighs,
      groupBy: [...Object.keys(this.#groups), centre],
    });
  }

  /** cell, n, cost: cells of rows by their loss. */
  costs(): string {
    const { ln, infinity, integer } = this.#engine;
    const guarded = ln(
      `CASE WHEN bce_cost > 0 AND bce_cost < ${infinity} THEN bce_cost ELSE 1 END`,
    );
    const cell = `CASE WHEN bce_cost = ${infinity} THEN ${10 ** 6} WHEN bce_cost > 0 THEN floor(${costSteps} * ${guarded}) ELSE ${-(10 ** 6)} END`;
    const columns = { cell: "bce_cell", n: "count(*)", cost: "sum(bce_cost)" };
    return this.#select([this.#cost(), { bce_cell: integer(cell) }], {
      columns,
      where: weighs,
      groupBy: ["bce_cell"],
    });
  }

  /** y, x, w, loss of the rows with the largest w L. */
  worst(most: number): string {
    const columns = { y: "bce_y", x: "bce_x", w: "bce_w", loss: "bce_loss" };
    const orderBy = ["bce_cost DESC", "bce_x", "bce_y", "bce_w"];
    return this.#select([this.#cost()], { columns, where: weighs, orderBy, limit: most });
  }

  #groupColumns(): Step {
    return Object.fromEntries(Object.keys(this.#groups).map((group, i) => [`g${i}`, group]));
  }

  #select(steps: readonly Step[], selection: Selection): string {
    // Unused parts are left out, since old servers fail on them.
    const groups = selection.groupBy?.includes("bce_g0") ? this.#groups : {};
    const rows = scoreRows(this.#engine, this.#table, groups, this.#exponent);
    return this.#engine.compose({ ...rows, steps: [...rows.steps, ...steps] }, selection);
  }

  #cost(): Step {
    return { bce_cost: product(this.#engine, "bce_w", "bce_loss") };
  }

  /** The probability, its fine bin and its squared error; and a faulty value. */
  #calibrationSteps(): Step[] {
    const { times, integer } = this.#engine;
    const bin = `CASE WHEN bce_probability < 1 THEN floor(${fineBins} * bce_probability) ELSE ${fineBins - 1} END`;
    return [
      { bce_probability: probability(this.#table.loss), bce_value: faultyValue(this.#table) },
      { bce_off: "bce_probability - bce_y", bce_bin: integer(bin) },
      { bce_square: times("bce_off", "bce_off") },
    ];
  }

  /**
   * The cell of a prediction: logits are divided into steps, fine where most predictions are,
   * without limits at either end.
   */
  #keySteps(steps: number): Step[] {
    const { infinity, integer, ln } = this.#engine;
    const inside = "bce_x > 0 AND bce_x < 1";
    const log = (x: string) => ln(`CASE WHEN ${inside} THEN ${x} ELSE 1 END`);
    const logit = `CASE WHEN bce_x <= 0 THEN -${infinity} WHEN bce_x >= 1 THEN ${infinity} ELSE ${log("bce_x")} - ${log("1 - bce_x")} END`;
    const far = (z: string) =>
      `${widest} + 4 * ${ln(`CASE WHEN abs(bce_z) > ${widest} THEN ${z} / ${widest} ELSE 1 END`)}`;
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
