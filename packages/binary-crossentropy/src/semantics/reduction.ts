// How weighted cell losses become one value: Σ w L divided by a denominator that the reduction
// names. A cell is what is left of the shape after the mean over `axis`; masked-out cells are in
// none of the sums.

/** Reduction strings, verbatim as in Keras, under the names of `tf.keras.losses.Reduction`. */
export const Reduction = {
  AUTO: "auto",
  SUM_OVER_BATCH_SIZE: "sum_over_batch_size",
  MEAN: "mean",
  MEAN_WITH_SAMPLE_WEIGHT: "mean_with_sample_weight",
  SUM: "sum",
  NONE: "none",
} as const;

/** How the losses of the samples become one value; `"none"` and `null` leave them as they are. */
export type Reduction = (typeof Reduction)[keyof typeof Reduction] | null;

/** What Σ w L is divided by: the number of cells, Σ w over them, or nothing. */
export type Divisor = "cells" | "weights" | "nothing";

const divisors: Readonly<Record<Exclude<Reduction, null>, Divisor>> = {
  auto: "cells",
  sum_over_batch_size: "cells",
  mean: "cells",
  mean_with_sample_weight: "weights",
  sum: "nothing",
  none: "nothing",
};

/** All reductions, in the order in which messages list them. */
export const reductions = [...Object.keys(divisors), null] as readonly Reduction[];

/** Whether the reduction leaves one loss per cell. */
export function keepsCells(reduction: Reduction): boolean {
  return reduction === null || reduction === "none";
}

export function dividesBy(reduction: Reduction): Divisor {
  return divisors[reduction ?? "none"];
}

/** The number that Σ w L is divided by; `cells` counts the cells, `weights` is Σ w over them. */
export function denominator(by: Divisor, cells: number, weights: number): number {
  switch (by) {
    case "cells":
      return cells;
    case "weights":
      return weights;
    case "nothing":
      return 1;
  }
}

/**
 * x / n, and 0 where n is 0: a mean of nothing, or of weights that cancel, is 0 as in Keras's
 * divide_no_nan.
 */
export function divideNoNan(x: number, n: number): number {
  return n === 0 ? 0 : x / n;
}
