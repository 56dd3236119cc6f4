// Logarithms where a device has none: GLSL and WGSL leave that of 0 open, and with it that of a
// subnormal number, which a device may take for 0.

import {
  div,
  equal,
  less,
  lessEqual,
  log,
  minimum,
  mul,
  neg,
  sub,
  type Tensor,
  where,
} from "@tensorflow/tfjs-core";
import { log1p } from "./log1p.js";

/** Below this a device may take a number for 0. */
export const smallestNormal = 2 ** -126;

/** log(x), −∞ at 0, for x that is 0 or not subnormal. */
function logOf(x: Tensor): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, -Infinity, log(where(isZero, 1, x)));
}

const bits = 64;

/**
 * log(x), −∞ at 0. Small x are multiplied by 2⁶⁴ first, which makes them normal on a device that
 * has subnormal numbers.
 */
export function logOfSmall(x: Tensor): Tensor {
  const isSmall = less(x, 2 ** -100);
  return sub(logOf(where(isSmall, mul(x, 2 ** bits), x)), where(isSmall, bits * Math.LN2, 0));
}

/** log(1 − p), −∞ at 1, without loss where p is small. */
export function logOfRest(p: Tensor): Tensor {
  // Both sides are computed for each p: past one half the first is that of one half.
  const small = minimum(p, 0.5);
  return where(lessEqual(p, 0.5), neg(log1p(div(small, sub(1, small)))), logOf(sub(1, p)));
}
