// The public names of the entry binary-crossentropy-distribute/tfjs.

export { ShapeError, ValueError } from "binary-crossentropy/internal";
export type { ModelData, SampleWeight } from "binary-crossentropy/tfjs";
export { type MergeableMetric, mergeMetric } from "../merge-metric.js";
export { applyGradients } from "./apply-gradients.js";
export {
  type AverageLossOptions,
  computeAverageLoss,
  scaleRegularizationLoss,
} from "./average-loss.js";
export type { GlobalBatch, GlobalBatchOptions } from "./batch-schedule.js";
export { broadcastWeights } from "./broadcast-weights.js";
export type { CallbackArgument, CallbackInstance, Callbacks, Logs } from "./callbacks.js";
export type { CheckpointStore } from "./checkpoint.js";
export type { History } from "./epoch-logs.js";
export { type EvaluateOptions, evaluate } from "./evaluate.js";
export { fit } from "./fit.js";
export type { FitOptions } from "./fit-options.js";
export { globalBatches } from "./global-batches.js";
export { reduce } from "./reduce.js";
export type { TrainableModel } from "./trainable-model.js";
