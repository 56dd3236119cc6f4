// The public names of the entry binary-crossentropy/jax.

export { ShapeError, ValueError } from "../errors.js";
export { Reduction } from "../semantics/reduction.js";
export type { ArrayInput } from "./arguments.js";
export {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  binaryCrossentropy,
} from "./binary-crossentropy.js";
export {
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
  binaryFocalCrossentropy,
  type FocalElementOptions,
} from "./binary-focal-crossentropy.js";
export type { CallOptions, ElementOptions, ElementwiseLoss } from "./elementwise-loss.js";
export { type DataInput, type LossWithGradient, valueAndGradOf } from "./value-and-grad-of.js";
