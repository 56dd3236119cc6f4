// How much a replica's losses and metrics count in those of the global batch. A mean over the
// replica's part is weighted by what it was divided by; sums are added as they are.

import type { Tensor } from "@tensorflow/tfjs-core";
import {
  divideNoNan,
  dividesBy,
  keepsCells,
  type Reduction,
  refuse,
} from "binary-crossentropy/internal";
import type { BinaryCrossentropy, Loss } from "binary-crossentropy/tfjs";
import {
  type Batch,
  isPackageLoss,
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
          lossFunctions[output] as unknown as BinaryCrossentropy<Reduction> | Loss,
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
   * @param isMasked Whether each output of this replica's part has a mask.
   * @throws ValueError for a mean over what a mask leaves, where several replicas share it: none
   * knows the masks of the others.
   */
  checkMasks(owner: string, isMasked: readonly boolean[]): void {
    if (this.#strategy.numReplicasInSync === 1) return;
    const { lossFunctions, outputNames } = this.#model;
    const output = lossFunctions.findIndex((loss, i) => {
      const divisor = divisorOf(loss);
      return isMasked[i] && divisor !== undefined && divisor !== "nothing";
    });
    if (output < 0) return;
    refuse(
      owner,
      "model",
      "have no mask at an output whose loss is a mean over several replicas",
      `one at ${JSON.stringify(outputNames[output])}`,
      'Give the loss the reduction "sum".',
    );
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

/**
 * What a loss of this package is divided by. TensorFlow.js takes the mean of what other losses give,
 * and of what one gives that is left as one number per cell: undefined.
 */
function divisorOf(loss: OutputFunction): ReturnType<typeof dividesBy> | undefined {
  const { reduction } = loss as { readonly reduction?: Reduction };
  if (!isPackageLoss(loss) || reduction === undefined || keepsCells(reduction)) return undefined;
  return dividesBy(reduction);
}

function weightingOf(loss: OutputFunction): Weighting {
  switch (divisorOf(loss)) {
    case undefined:
      return "rows";
    case "nothing":
      return "none";
    case "weights":
      return "weights";
    case "cells":
      return packageLoss(loss)?.ignoreLabel === undefined ? "rows" : "cells";
  }
}

/** The number of labels that count. */
function countLabels(yTrue: Tensor, ignoreLabel: number): number {
  const ignored = Math.fround(ignoreLabel);
  return yTrue
    .dataSync()
    .filter((label) => label !== ignored && !(label !== label && ignored !== ignored)).length;
}
