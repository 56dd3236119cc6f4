// The public names of the entry binary-crossentropy/tfjs.

export { ShapeError, ValueError } from "../errors.js";
export { Reduction } from "../semantics/reduction.js";
export {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  binaryCrossentropy,
} from "./binary-crossentropy.js";
export type { MetricOptions } from "./binary-crossentropy-metric.js";
export {
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
  binaryFocalCrossentropy,
  type FocalElementOptions,
} from "./binary-focal-crossentropy.js";
export type { FocalMetricOptions } from "./binary-focal-crossentropy-metric.js";
export {
  type CallOptions,
  type ElementOptions,
  ElementwiseLoss,
  type LossResult,
} from "./elementwise-loss.js";
export type { ElementwiseMetric } from "./elementwise-metric.js";
export type {
  CompileArguments,
  Metrics,
  ModelData,
  ModelWeight,
  OutputFunction,
  OutputWeight,
  SampleWeight,
  TrainsWithWeights,
  WeightedArguments,
} from "./layers/model-data.js";
export { Loss } from "./loss.js";
export * as losses from "./losses.js";
export * as metrics from "./metrics.js";
export type { TensorInput } from "./operands.js";
