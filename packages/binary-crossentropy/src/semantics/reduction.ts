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

/** All reductions, in the order in which messages list them. */
export const reductions: readonly Reduction[] = [...Object.values(Reduction), null];

/** Whether the reduction leaves one loss per cell. */
export function keepsCells(reduction: Reduction): reduction is "none" | null {
  return reduction === "none" || reduction === null;
}

/** What Σ w L is divided by; `cells` counts the cells, `weights` is Σ w over them. */
export function denominator(reduction: Reduction, cells: number, weights: () => number): number {
  if (reduction === "mean_with_sample_weight") return weights();
  return reduction === "sum" || keepsCells(reduction) ? 1 : cells;
}

/**
 * x / n, and 0 where n is 0: a mean of nothing, or of weights that cancel, is 0 as in Keras's
 * divide_no_nan.
 */
export function divideNoNan(x: number, n: number): number {
  return n === 0 ? 0 : x / n;
}
