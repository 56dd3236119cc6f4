// The total weight of a call: what a weighted mean of its losses divides by.

import { timesPower } from "../semantics/products.js";
import { run } from "../sweep/run.js";
import { scaledSums } from "../sweep/steps.js";
import type { Configured } from "../task/configured.js";
import { type Arguments, openOperands } from "../task/operands.js";
import { createTask } from "../task/task.js";
import { checkMask } from "../task/validate.js";

/**
 * Σ w over the loss cells of labels, or the number of the cells without a weight. Cells that a mask
 * or `ignoreLabel` leaves out are not among them.
 *
 * Predictions are not needed: they have the shape of the labels.
 *
 * @throws ValueError for what is no tensor, ShapeError for shapes that do not fit.
 */
export function totalWeight(
  owner: string,
  { settings, kernels }: Configured,
  { yTrue, sampleWeight, mask }: Omit<Arguments, "yPred">,
): number {
  const operands = openOperands(owner, { yTrue, yPred: yTrue, sampleWeight, mask })();
  if (operands.mask) checkMask(owner, operands.mask);
  const dtype = settings.dtype ?? operands.yTrue.dtype;
  const kernel = kernels.for(dtype, operands.yTrue.data as ArrayBufferView);
  const task = createTask(owner, operands, settings, dtype, kernel, true);
  const { sums, power } = run(task, scaledSums(task, false, true));
  return timesPower(sums.weights, -power);
}
