// Products, broadcasts and constants with gradients of their own: TensorFlow.js differentiates neither
// a comparison nor what depends on one, and broadcasts up to rank 4 alone.

import { broadcastTo, reshape, sum, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { activeBackend } from "./active-backend.js";
import { runOp } from "./op.js";

/** a · b with 0 · ∞ = 0, as a differentiable op; one operand may broadcast to the other. */
export function product(a: Tensor, b: Tensor): Tensor {
  return runOp("BinaryCrossentropyProduct", [a, b], {
    compute: ([left, right]) => activeBackend().product(left!, right!),
    gradients: (dy, [left, right]) => [
      () => sumTo(product(dy, right!), left!.shape),
      () => sumTo(product(dy, left!), right!.shape),
    ],
  });
}

/** The tensor in a shape that it broadcasts to, as a differentiable op. */
export function spreadTo(tensor: Tensor, shape: number[]): Tensor {
  return runOp("BinaryCrossentropySpread", [tensor], {
    compute: ([input]) => tidy(() => broadcastTo(input!, shape)),
    gradients: (dy, [input]) => [() => sumTo(dy, input!.shape)],
  });
}

/** Computes a tensor that is not differentiated, whatever it depends on. */
export function constant(compute: () => Tensor): Tensor {
  return runOp("BinaryCrossentropyConstant", [], {
    compute: () => tidy(compute),
    gradients: () => [],
  });
}

/** The sum over the axes along which a tensor of the shape broadcasts to this one. */
export function sumTo(tensor: Tensor, shape: readonly number[]): Tensor {
  const offset = tensor.rank - shape.length;
  const axes = tensor.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < offset || (shape[axis - offset] === 1 && tensor.shape[axis] !== 1));
  return reshape(axes.length === 0 ? tensor : sum(tensor, axes), [...shape]);
}
