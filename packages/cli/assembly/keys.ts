// Predictions as integers in the same order, the bins of the histograms that ROC AUC and PR AUC
// come from.

/** The bits of ½ in float32, the last of the lower half. */
const half: u32 = 0x3f000000;

/** Bits of a key. */
export const keyBits: u32 = 20;

/**
 * Keys of 20 bits, in the first two of four lanes. For p both ends are equally fine: what lies
 * above ½ is told apart by 1 − p, and a bin is 2⁻¹² wide, relatively. For logits, ±∞ too, it is
 * 2⁻¹¹.
 */
// @ts-ignore: decorator
@inline
export function rankKeys(x: v128, isLogit: bool): v128 {
  if (isLogit) {
    // −0 + 0 is 0.
    const bits = f32x4.demote_f64x2_zero(f64x2.add(x, f64x2.splat(0)));
    return i32x4.shr_u(v128.xor(bits, v128.or(i32x4.shr_s(bits, 31), i32x4.splat(0x80000000))), 12);
  }
  const rest = f64x2.sub(f64x2.splat(1), x);
  const bits = f32x4.demote_f64x2_zero(f64x2.pmin(x, rest));
  // All bits set above ½: there it is 2 half − bits, by the complement.
  const isHigh = f64x2.gt(x, f64x2.splat(0.5));
  const mask = i8x16.shuffle(isHigh, isHigh, 0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11);
  const mirrored = i32x4.sub(v128.xor(bits, mask), mask);
  return i32x4.shr_u(i32x4.add(mirrored, v128.and(mask, i32x4.splat(2 * half))), 11);
}

export function rankKey(x: f64, isLogit: bool): u32 {
  return i32x4.extract_lane(rankKeys(f64x2.splat(x), isLogit), 0);
}
