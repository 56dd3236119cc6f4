// The public names of the entry binary-crossentropy-distribute.

export { ShapeError, ValueError } from "binary-crossentropy/internal";
export {
  type AverageLossOptions,
  computeAverageLoss,
  scaleRegularizationLoss,
} from "./average-loss.js";
export type { Communicator, ReduceOp } from "./communicator.js";
export { getStrategy, hasStrategy } from "./current-strategy.js";
export { type MergeableMetric, mergeMetric } from "./merge-metric.js";
export { type MpiOptions, MpiStrategy } from "./mpi/mpi-strategy.js";
export { Strategy } from "./strategy.js";
