// Products and constants with gradients of their own. TensorFlow.js differentiates neither a
// comparison nor what depends on one, and its product of 0 and ∞ is NaN.

import {
  abs,
  div,
  equal,
  logicalAnd,
  mul,
  reshape,
  scalar,
  sum,
  type Tensor,
  tidy,
  where,
} from "@tensorflow/tfjs-core";
import { runOp } from "./op.js";

/** a · b with 0 · ∞ = 0; NaN stays NaN. */
export function productOf(a: Tensor, b: Tensor): Tensor {
  const isInfinite = equal(abs(b), Infinity);
  return where(logicalAnd(equal(a, 0), isInfinite), 0, mul(a, b));
}

/**
 * a / b with 0 / 0 = 0, and ±∞ for another a over 0, which WGSL leaves open; NaN stays NaN. b is
 * not negative.
 */
export function quotient(a: Tensor, b: Tensor): Tensor {
  const isZero = equal(b, 0);
  return where(isZero, productOf(a, scalar(Infinity)), div(a, where(isZero, 1, b)));
}

/** {@link productOf} as a differentiable op; one operand may broadcast to the other. */
export function product(a: Tensor, b: Tensor): Tensor {
  return runOp("BinaryCrossentropyProduct", [a, b], {
    compute: ([left, right]) => tidy(() => productOf(left!, right!)),
    gradients: (dy, [left, right]) => [
      () => sumTo(product(dy, right!), left!.shape),
      () => sumTo(product(dy, left!), right!.shape),
    ],
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
