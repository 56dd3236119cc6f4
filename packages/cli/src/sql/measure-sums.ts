// The sums, beside that of the loss, from which bce score computes what it prints: those of labels,
// predictions and squared errors, the bins of the reliability table, and the standard error.

import type { Selection, Step } from "./compose.js";
import type { Engine } from "./engine.js";
import { errorSums } from "./error-sums.js";
import { beside, probability } from "./loss-sql.js";
import { counts } from "./weighed-sums.js";

const bins = 10;

export interface MeasureSums {
  readonly steps: readonly Step[];
  readonly columns: Step;
  readonly derived: NonNullable<Selection["derived"]>;
}

/** @param isStrict Whether rows that cannot be scored make all of them NaN. */
export function measureSums(
  engine: Engine,
  fromLogits: boolean,
  weight: string,
  isStrict: boolean,
): MeasureSums {
  const { times, integer, nan } = engine;
  const steps = [
    { bce_probability: probability({ fromLogits }) },
    {
      bce_off: "bce_probability - bce_y",
      bce_bin: integer(
        `CASE WHEN bce_probability < 1 THEN floor(${2 * bins} * bce_probability) ELSE ${2 * bins - 1} END`,
      ),
    },
    { bce_square: times("bce_off", "bce_off") },
    {
      bce_wy: times("bce_w", "bce_y"),
      bce_wp: times("bce_w", "bce_probability"),
      bce_ws: times("bce_w", "bce_square"),
    },
  ];
  const strict = (sum: string, bad: string = counts.bad) =>
    isStrict ? `CASE WHEN ${bad} > 0 THEN ${nan} ELSE ${sum} END` : sum;
  const errors = errorSums(engine, strict);
  const sums = {
    label_sum: "sum(bce_wy)",
    prediction_sum: "sum(bce_wp)",
    square_sum: "sum(bce_ws)",
  };
  const mean = (sum: string) => strict(`${sum} / nullif(${weight}, 0)`);
  // Two of the finest bins, so that the edges are those of bce score.
  const inBin = (i: number, value: string) =>
    `sum(CASE WHEN bce_bin IN (${2 * i}, ${2 * i + 1}) THEN ${value} ELSE 0 END)`;
  const all = Array.from({ length: bins }, (_, i) => i);
  const gaps = all.map((i) => `abs(${inBin(i, "bce_wp - bce_wy")})`);
  const columns = {
    ...Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, strict(sum)])),
    base_rate: mean(sums.label_sum),
    brier: mean(sums.square_sum),
    calibration_error: mean(`(${gaps.join(" + ")})`),
    ...Object.fromEntries(
      all.flatMap((i) => [
        [`bin_${i}_weight`, strict(inBin(i, "bce_w"))],
        [`bin_${i}_prediction_sum`, strict(inBin(i, "bce_wp"))],
        [`bin_${i}_label_sum`, strict(inBin(i, "bce_wy"))],
      ]),
    ),
  };
  const ofErrors = Object.entries(errors.columns).map(([name, sum]) => [name, strict(sum)]);
  return {
    steps: beside(steps, errors.steps),
    columns: { ...columns, ...Object.fromEntries(ofErrors) },
    derived: errors.derived,
  };
}
