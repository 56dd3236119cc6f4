// The options of `computeAverageLoss`, on arrays and on tensors.

import { readKeys, refuse, refuseShape, show, showShape } from "binary-crossentropy/internal";
import { getStrategy } from "./current-strategy.js";

export interface AverageLossOptions<Weight> {
  /** One weight per example, or in another shape that fits the losses. */
  readonly sampleWeight?: Weight | null | undefined;
  /**
   * Number of examples that all replicas have together in this step. Default: the examples of this
   * replica × the number of replicas.
   */
  readonly globalBatchSize?: number | undefined;
}

interface AverageLossSettings<Weight> {
  readonly sampleWeight: Weight | undefined;
  /**
   * What losses of this shape are divided by.
   *
   * @throws ShapeError for losses without a batch axis, ValueError for a bad `globalBatchSize`.
   */
  sizeFor(shape: readonly number[]): number;
}

/** @throws ValueError for an option of another name. */
export function readAverageLossOptions<Weight>(
  owner: string,
  options: unknown,
): AverageLossSettings<Weight> {
  const given = readKeys(owner, "options", options, ["sampleWeight", "globalBatchSize"]);
  return {
    sampleWeight: (given.get("sampleWeight") as Weight | null | undefined) ?? undefined,
    sizeFor(shape) {
      const [batchSize] = shape;
      const remedy = 'Pass what a loss with reduction: "none" gives.';
      if (batchSize === undefined)
        refuseShape(
          owner,
          "perExampleLoss",
          "have a batch axis",
          `shape ${showShape(shape)}`,
          remedy,
        );
      const size = given.get("globalBatchSize");
      if (size === undefined) return batchSize * getStrategy().numReplicasInSync;
      if (Number.isSafeInteger(size) && (size as number) >= 0) return size as number;
      return refuse(owner, "globalBatchSize", "be an integer >= 0", show(size));
    },
  };
}
