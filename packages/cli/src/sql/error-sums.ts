// The standard error of the loss as sums over rows, and the normal interval. It is the error that
// bce score prints; the ends of that one's interval are no sums.

import { normalQuantile } from "../statistics/normal.js";
import type { Selection, Step } from "./compose.js";
import type { Engine } from "./engine.js";
import { number } from "./loss-sql.js";

/** Of larger weights and losses, squares could be beyond doubles, which is an error in some engines. */
const largest = number(1e70);

/** Of smaller ones they could be 0, and errors with them. */
const [smallestSquare, smallestLoss] = [1e-200, 1e-30].map(number);

/**
 * From bce_v and bce_finite, a weight and a loss, to the products that are summed below.
 *
 * @param weight A name of the weight whose expression is shorter. It may differ from bce_v where
 * bce_finite is 0.
 */
export function squareSteps({ bound, times }: Engine, weight = "bce_v"): readonly [Step, Step] {
  return [
    { bce_vl: times(weight, "bce_finite") },
    {
      bce_vv: bound("bce_v", (x) => times(x, x)),
      bce_vvl: times(weight, "bce_vl"),
      bce_vvll: bound("bce_vl", (x) => times(x, x)),
    },
  ];
}

/** Σ w², Σ w² L and Σ (w L)². */
export const squareSums = { ww: "sum(bce_vv)", wu: "sum(bce_vvl)", uu: "sum(bce_vvll)" } as const;

export interface ErrorSums {
  readonly steps: readonly Step[];
  readonly columns: Step;
  readonly derived: NonNullable<Selection["derived"]>;
}

/** @param strict Makes a value NaN if rows cannot be scored, of which the second is the number. */
export function errorSums(
  engine: Engine,
  strict: (value: string, badRows: string) => string,
): ErrorSums {
  const isUsual = (loss = "bce_loss") => `bce_w < ${largest} AND ${loss} < ${largest}`;
  const steps = [
    {
      bce_v: `CASE WHEN ${isUsual()} THEN bce_w ELSE 0 END`,
      bce_finite: engine.bound("bce_loss", (x) => `CASE WHEN ${isUsual(x)} THEN ${x} ELSE 0 END`),
      bce_one: `CASE WHEN bce_w > 0 THEN ${number(1)} ELSE 0 END`,
      bce_unusual: `CASE WHEN bce_w = 0 OR ${isUsual()} THEN 0 ELSE ${number(1)} END`,
    },
    ...squareSteps(engine, "bce_w"),
  ];
  return {
    steps,
    columns: {
      weighed_rows: "sum(bce_one)",
      weight_square_sum: squareSums.ww,
      square_weight_loss_sum: squareSums.wu,
      cost_square_sum: squareSums.uu,
      unusual_rows: "sum(bce_unusual)",
    },
    derived(of) {
      const [n, unusual] = [of("weighed_rows"), of("unusual_rows")];
      const [w, u, ww] = [of("weight"), of("loss_sum"), of("weight_square_sum")];
      const [wu, uu] = [of("square_weight_loss_sum"), of("cost_square_sum")];
      const mean = `CASE WHEN ${u} > ${smallestLoss} * ${w} THEN ${u} / ${w} ELSE 0 END`;
      // Σ w² (L − m)². Where all losses are the same, rounding may bring it below 0.
      const squares = `abs(${uu} - (${mean}) * (2 * ${wu} - (${mean}) * ${ww}))`;
      const error = `sqrt(${squares} * (${n} / (${n} - 1))) / ${w}`;
      const isKnown = `${n} > 1 AND ${unusual} = 0 AND ${ww} > ${smallestSquare}`;
      const known = (value: string) =>
        strict(`CASE WHEN ${isKnown} THEN ${value} END`, of("bad_rows"));
      return {
        standard_error: known(error),
        interval_low: known(`(${mean}) - ${normalQuantile} * (${error})`),
        interval_high: known(`(${mean}) + ${normalQuantile} * (${error})`),
      };
    },
  };
}
