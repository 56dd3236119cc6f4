// Products and quotients of TensorFlow.js's ops where they would be NaN: its product of 0 and ∞ is
// one, and what a device gives for a quotient by 0 is left open.

import {
  abs,
  div,
  equal,
  logicalAnd,
  logicalOr,
  mul,
  scalar,
  type Tensor,
  where,
} from "@tensorflow/tfjs-core";

/** a · b with 0 · ∞ = 0; NaN stays NaN. */
export function productOf(a: Tensor, b: Tensor): Tensor {
  const isNone = logicalOr(isZeroBeside(a, b), isZeroBeside(b, a));
  return where(isNone, 0, mul(a, b));
}

const isZeroBeside = (a: Tensor, b: Tensor) => logicalAnd(equal(a, 0), equal(abs(b), Infinity));

/**
 * a / b with 0 / 0 = 0, and ±∞ for another a over 0, which WGSL leaves open; NaN stays NaN. b is
 * not negative.
 */
export function quotient(a: Tensor, b: Tensor): Tensor {
  const isZero = equal(b, 0);
  return where(isZero, productOf(a, scalar(Infinity)), div(a, where(isZero, 1, b)));
}
