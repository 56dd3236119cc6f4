// The public names. The loss itself: semantics/element.ts for one element,
// loss/elementwise-loss.ts for tensors.

export { ShapeError, ValueError } from "./errors.js";
export type { KernelName } from "./kernels/kernel.js";
export { KernelMemory } from "./kernels/kernel-memory.js";
export { kernelName } from "./kernels/machines.js";
export {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  binaryCrossentropy,
} from "./loss/binary-crossentropy.js";
export {
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
  binaryFocalCrossentropy,
  type FocalElementOptions,
} from "./loss/binary-focal-crossentropy.js";
export type { ElementOptions, ElementwiseLoss } from "./loss/elementwise-loss.js";
export {
  Loss,
  type LossConfig,
  type LossOptions,
  type LossResult,
} from "./loss/loss.js";
export * as losses from "./losses.js";
export type { MetricOptions } from "./metrics/binary-crossentropy-metric.js";
export type {
  FocalMetricConfig,
  FocalMetricOptions,
} from "./metrics/binary-focal-crossentropy-metric.js";
export type { ElementwiseMetric, MetricConfig, MetricState } from "./metrics/elementwise-metric.js";
export * as metrics from "./metrics.js";
export type { BinaryCrossentropyConfig, BinaryFocalCrossentropyConfig } from "./options/config.js";
export { Reduction } from "./semantics/reduction.js";
export type { CallOptions, GradOptions } from "./task/call-options.js";
export { type NestedNumbers, toNested } from "./tensor/ndarray.js";
export type {
  Dialect,
  Dtype,
  Float16ArrayLike,
  FloatArray,
  NdArray,
  Nested,
  NumericArray,
  ShapedData,
  TensorLike,
} from "./types.js";
