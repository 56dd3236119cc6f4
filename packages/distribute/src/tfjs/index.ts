// The public names of the entry binary-crossentropy-distribute/tfjs.

export { ShapeError, ValueError } from "binary-crossentropy/internal";
export type { ModelData, SampleWeight } from "binary-crossentropy/tfjs";
export { type MergeableMetric, mergeMetric } from "../merge-metric.js";
export type { CallbackArgument, CallbackInstance, Callbacks } from "./loop/callbacks.js";
export { type EvaluateOptions, evaluate } from "./loop/evaluate.js";
export { fit } from "./loop/fit.js";
export type { FitOptions } from "./loop/fit-options.js";
export { applyGradients } from "./pieces/apply-gradients.js";
export {
  type AverageLossOptions,
  computeAverageLoss,
  scaleRegularizationLoss,
} from "./pieces/average-loss.js";
export { broadcastWeights } from "./pieces/broadcast-weights.js";
export { globalBatches } from "./pieces/global-batches.js";
export { reduce } from "./pieces/reduce.js";
export type { GlobalBatch, GlobalBatchOptions } from "./rows/batch-schedule.js";
export type { CheckpointStore } from "./state/checkpoint.js";
export type { History, Logs } from "./state/epoch-logs.js";
export type { TrainableModel } from "./trainable-model.js";
