// What the weighted means of batches are made of, on tensors: Σ w v and Σ w.

import { cast, onesLike, Tensor, tidy } from "@tensorflow/tfjs-core";
import { refuse, show } from "../errors.js";
import { type Configured, withSettings } from "../task/configured.js";
import { compareLabels } from "./accuracy.js";
import { broadcastShapes } from "./broadcast.js";
import { callInModel } from "./call.js";
import type { SumsOf } from "./layers/metric-sums.js";
import { readOperands } from "./operands.js";
import type { Call } from "./ops/backend.js";
import { totalOf } from "./ops/composed.js";
import { reduceCells } from "./ops/reduce-cells.js";

/** The sums of a loss over its cells. */
export function lossSums(call: Call): SumsOf {
  let configured: Configured | undefined;
  return (args) =>
    tidy(() => {
      configured ??= withSettings(call.configured, { reduction: "sum" });
      const sum = callInModel({ ...call, configured }, args);
      const operands = readOperands(call.owner, args);
      const { axis } = configured.settings;
      const shapes = broadcastShapes(call.owner, operands, axis, call.repairRank);
      return { sum, weight: totalOf(operands, shapes, configured) };
    });
}

/** The sums of the labels that were predicted. */
export function accuracySums(
  owner: string,
  options: { readonly fromLogits: boolean; readonly ignoreLabel: number | undefined },
): SumsOf {
  return ({ yTrue, yPred, sampleWeight, mask }) =>
    tidy(() => {
      const { fromLogits, ignoreLabel } = options;
      const { isRight, counts } = compareLabels(yTrue, yPred, fromLogits, ignoreLabel);
      const total = (values: Tensor) => reduceCells(owner, values, { sampleWeight, mask }, "sum");
      return { sum: total(isRight), weight: total(counts ?? onesLike(isRight)) };
    });
}

/**
 * The sums of what a function gives for the samples of a batch.
 *
 * @param name What messages call the function.
 */
export function valueSums(
  owner: string,
  name: string,
  of: (yTrue: Tensor, yPred: Tensor) => Tensor,
): SumsOf {
  return ({ yTrue, yPred, sampleWeight, mask }) =>
    tidy(() => {
      const rows = yTrue.shape[0]!;
      const expected = `give a number for each of the ${rows} samples`;
      const given: unknown = of(yTrue, yPred);
      if (!(given instanceof Tensor)) refuse(owner, name, expected, show(given));
      const values = cast(given, "float32");
      if (values.rank === 0 || values.shape[0] !== rows) {
        const received = values.rank === 0 ? "one number" : `shape [${values.shape}]`;
        const remedy = "What is reduced already cannot be weighted: pass it as one of metrics.";
        refuse(owner, name, expected, received, remedy);
      }
      const total = (tensor: Tensor) => reduceCells(owner, tensor, { sampleWeight, mask }, "sum");
      return { sum: total(values), weight: total(onesLike(values)) };
    });
}
