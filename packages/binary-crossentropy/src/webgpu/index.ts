// The loss on buffers of a GPU: labels and predictions that are there stay there.

export { ShapeError, ValueError } from "../errors.js";
export type { GpuCallOptions, GpuEncodeArguments, GpuGradOptions } from "./arguments.js";
export type { GpuBuffer, GpuComputePass, GpuDevice, PlatformBuffer } from "./gpu.js";
export {
  GpuBinaryCrossentropy,
  type GpuBinaryCrossentropyOptions,
} from "./gpu-binary-crossentropy.js";
export {
  GpuBinaryFocalCrossentropy,
  type GpuBinaryFocalCrossentropyOptions,
} from "./gpu-binary-focal-crossentropy.js";
export type { GpuElementOptions, GpuLoss, GpuResult } from "./gpu-loss.js";
export type { GpuOperand, GpuRange } from "./operands.js";
