// How much a replica's losses and metrics count in those of the global batch. A mean over the
// replica's part is weighted by what it was divided by; sums are added as they are.

import type { Tensor } from "@tensorflow/tfjs-core";
import { divideNoNan, dividesBy, keepsCells, type Reduction } from "binary-crossentropy/internal";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";
import {
  type Batch,
  type LayersModel,
  type OutputFunction,
  packageLoss,
  partsOf,
  totalWeight,
  unitOf,
  userMetrics,
} from "binary-crossentropy/tfjs/internal";
import type { Strategy } from "../../strategy.js";

/**
 * What a mean is weighted by: rows, the sum of weights, the cells or labels that count; or nothing,
 * for a sum.
 */
type Weighting = "rows" | "none" | "weights" | "cells" | "labels";

/** A loss or a metric of an output. */
interface Term {
  readonly output: number;
  readonly weighting: Weighting;
}

/** The shares of a model's losses, one for each output, followed by those of its metrics. */
export class LossShares {
  readonly #strategy: Strategy;
  readonly #model: LayersModel;
  readonly #terms: readonly Term[];

  constructor(strategy: Strategy, model: LayersModel) {
    this.#strategy = strategy;
    this.#model = model;
    const losses: Term[] = model.lossFunctions.map((loss, output) => ({
      output,
      weighting: weightingOf(loss),
    }));
    const metrics = userMetrics(model).map(
      ([metric, output]): Term => ({ output, weighting: unitOf(metric) ?? "rows" }),
    );
    this.#terms = [...losses, ...metrics];
  }

  /** The number of losses and metrics. */
  get count(): number {
    return this.#terms.length;
  }

  /** What each loss and metric of this replica's part was, or would have been, divided by. */
  denominators(part: Batch, rows: number): Float64Array {
    const { lossFunctions } = this.#model;
    const { targets, weights } = partsOf(this.#model, part);
    return Float64Array.from(this.#terms, ({ output, weighting }) => {
      const count = (weight: Tensor | null) =>
        totalWeight(
          lossFunctions[output] as unknown as BinaryCrossentropy<Reduction>,
          targets[output]!,
          weight,
        );
      if (rows === 0) return 0;
      switch (weighting) {
        case "none":
        case "rows":
          return rows;
        case "labels":
          return countLabels(targets[output]!, packageLoss(lossFunctions[output])!.ignoreLabel!);
        case "weights":
          return count(weights[output] ?? null);
        case "cells":
          return count(null);
      }
    });
  }

  /**
   * The shares, between 0 and 1. They need a message of their own only where labels or weights
   * decide.
   */
  shares(own: Float64Array, globalRows: number): number[] {
    const all = own.slice();
    if (this.#terms.some(({ weighting }) => isByData[weighting])) this.#strategy.allReduce(all);
    return this.#terms.map(({ weighting }, i) => {
      if (weighting === "none") return 1;
      return divideNoNan(own[i]!, isByData[weighting] ? all[i]! : globalRows);
    });
  }
}

/** Whether labels or weights decide, so that only the replica that has them knows. */
const isByData: Readonly<Record<Weighting, boolean>> = {
  none: false,
  rows: false,
  weights: true,
  cells: true,
  labels: true,
};

/** TensorFlow.js takes the mean of other losses, which give one number per sample. */
function weightingOf(loss: OutputFunction): Weighting {
  if (!((loss as unknown) instanceof BinaryCrossentropy)) return "rows";
  const { reduction, ignore_label } = (loss as unknown as BinaryCrossentropy).getConfig();
  // TensorFlow.js takes the mean of a loss that is left as one number per cell, too.
  if (keepsCells(reduction)) return "rows";
  switch (dividesBy(reduction)) {
    case "nothing":
      return "none";
    case "weights":
      return "weights";
    case "cells":
      return ignore_label === undefined ? "rows" : "cells";
  }
}

/** The number of labels that count. */
function countLabels(yTrue: Tensor, ignoreLabel: number): number {
  const ignored = Math.fround(ignoreLabel);
  return yTrue
    .dataSync()
    .filter((label) => label !== ignored && !(label !== label && ignored !== ignored)).length;
}
