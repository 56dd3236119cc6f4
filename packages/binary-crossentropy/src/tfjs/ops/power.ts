// Powers of tensors. A device has its own as 2 to the power of a product, whose rounding it
// exponentiates: the whole part of an exponent is multiplied out here.

import { equal, mul, ones, pow, scalar, type Tensor, where } from "@tensorflow/tfjs-core";
import { quotient } from "./product-of.js";

/** base^g for a base ≥ 0: 1 for a g of 0; of a base of 0 it is 0 or, for a negative g, ∞. */
export function power(base: Tensor, g: number): Tensor {
  if (g < 0) return quotient(scalar(1), power(base, -g));
  const whole = Math.floor(g);
  const multiplied = whole === 0 ? ones(base.shape) : wholePower(base, whole);
  return whole === g ? multiplied : mul(multiplied, partialPower(base, g - whole));
}

/** By squares: one of two multiplications for each bit of n ≥ 1. */
function wholePower(base: Tensor, n: number): Tensor {
  if (n === 1) return base;
  const half = wholePower(base, Math.floor(n / 2));
  const even = mul(half, half);
  return n % 2 === 0 ? even : mul(even, base);
}

/** For 0 < g < 1, where a device may leave that of 0 open. */
function partialPower(base: Tensor, g: number): Tensor {
  const isZero = equal(base, 0);
  return where(isZero, 0, pow(where(isZero, 1, base), g));
}
