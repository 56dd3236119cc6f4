// The loss on buffers of a GPU: labels and predictions that are there stay there.

export { ShapeError, ValueError } from "../errors.js";
export type { GpuCallOptions, GpuEncodeArguments, GpuGradOptions } from "./arguments.js";
export type { GpuBuffer, GpuComputePass, GpuDevice, PlatformBuffer } from "./gpu.js";
export {
  GpuBinaryCrossentropy,
  type GpuBinaryCrossentropyOptions,
  type GpuResult,
} from "./gpu-binary-crossentropy.js";
export type { GpuOperand, GpuRange } from "./operands.js";
