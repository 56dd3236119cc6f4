// The public names of the entry binary-crossentropy/jax.

export { ShapeError, ValueError } from "../errors.js";
export { Reduction } from "../semantics/reduction.js";
export type { ArrayInput } from "./arguments.js";
export {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  binaryCrossentropy,
  type CallOptions,
  type ElementOptions,
} from "./binary-crossentropy.js";
export { type DataInput, type LossWithGradient, valueAndGradOf } from "./value-and-grad-of.js";
