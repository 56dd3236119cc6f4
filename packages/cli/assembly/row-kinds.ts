// Kinds of rows. A plain row has the weight 1 and a label of 0 or 1, and is counted. An odd row has
// a number that is too large or too small for the sums, and is left to the caller.

import { exponentOf } from "./limbs";
import { isNarrow } from "./narrow";

/** Below this exponent a product may have lost bits, and above it is infinite or none. */
const leastProduct: u32 = 64;
const infinite: u32 = 0x7ff;

/** The exponent of the least weight that is ordinary: w p is narrow in all bins but the first. */
const leastWeight: u32 = 1023 - 19;
export const leastPaired: f64 = reinterpret<f64>(<u64>leastWeight << 52);

/**
 * Whether x y, which came to `product`, is what it would be without a smallest and a largest
 * number.
 */
// @ts-ignore: decorator
@inline
export function isTrue(product: f64, isZero: bool): bool {
  const exponent = exponentOf(reinterpret<u64>(product));
  return exponent - leastProduct < infinite - leastProduct || (exponent < leastProduct && isZero);
}

/** Whether narrow sums take a weight and its shares of both classes. */
// @ts-ignore: decorator
@inline
export function areNarrow(w: f64, y: f64): bool {
  if (exponentOf(reinterpret<u64>(w)) < leastWeight || !isNarrow(w)) return false;
  if ((y == 0) | (y == 1)) return true;
  const share = w * y;
  const rest = w - share;
  return isNarrow(share) && (isNarrow(rest) || rest == 0);
}

/** Whether all rows have the weight 1 and a label of 0 or 1. */
export function arePlain(count: i32, y: usize, w: usize): bool {
  const one = f64x2.splat(1);
  let other = f64x2.splat(0);
  for (let i: i32 = 0; i < count; i += 2) {
    const at = <usize>i << 3;
    const label = v128.load(y + at);
    const isOther = v128.or(f64x2.ne(v128.load(w + at), one), f64x2.ne(f64x2.mul(label, f64x2.sub(one, label)), f64x2.splat(0)));
    // Of an odd number the one behind decides nothing.
    other = v128.or(other, i + 1 < count ? isOther : v128.and(isOther, i64x2.replace_lane(i64x2.splat(-1), 1, 0)));
  }
  return !v128.any_true(other);
}
