// What a weighted metric adds up of a batch, and the functions of this package that know theirs.

import type { Tensor } from "@tensorflow/tfjs-core";
import type { Arguments } from "../../task/operands.js";

/** Σ w v and Σ w: those of batches add up to those of a whole epoch, which their means do not. */
export interface WeightedSums {
  /** Σ w v, a scalar. */
  readonly sum: Tensor;
  /** Σ w, a scalar; without weights the number of values. */
  readonly weight: Tensor;
}

/** The arguments of a metric in a model. */
export interface MetricArguments extends Required<Arguments> {
  readonly yTrue: Tensor;
  readonly yPred: Tensor;
  readonly sampleWeight: Tensor | undefined;
  readonly mask: Tensor | undefined;
}

/** The sums of a batch, under the weights and the mask of its arguments. */
export type SumsOf = (args: MetricArguments) => WeightedSums;

const known = new WeakMap<object, SumsOf>();

/** Says what a loss or a metric is the mean of, where it is one of `weightedMetrics`. */
export function registerSums(metric: object, sumsOf: SumsOf): void {
  known.set(metric, sumsOf);
}

/** What {@link registerSums} was told of a function; undefined for another one. */
export function registeredSums(metric: object): SumsOf | undefined {
  return known.get(metric);
}
