// A window: a sum without rounding of doubles from 2^-300 up to 2^64 in size, of either sign. Words
// of 64 bits, 32 bits apart, the first one from 2^windowExponent on, to which a term adds less than
// 2^32 each. It is a seventh of limbs.ts, for sums of which each group has many.

import { exponentOf } from "./limbs";

export const windowWords: i32 = 14;
export const windowBytes: usize = 8 * windowWords;
export const windowExponent: i32 = -352;

const mantissaMask: u64 = (1 << 52) - 1;
const limbMask: u64 = 0xffffffff;

// @ts-ignore: decorator
@inline
function addWord(at: usize, word: i64): void {
  store<i64>(at, load<i64>(at) + word);
}

// @ts-ignore: decorator
@inline
export function addToWindow(at: usize, x: f64): void {
  const bits = reinterpret<u64>(x);
  // 0 adds nothing; its place is read as that of 2^windowExponent.
  const isZero = x == 0;
  const m = isZero ? 0 : (bits & mantissaMask) | (1 << 52);
  const place = isZero ? 0 : exponentOf(bits) - <u32>(1075 + windowExponent);
  const shift = <u64>(place & 31);
  const word = at + (<usize>(place >> 5) << 3);
  // All bits set below 0: there −a is ~a + 1.
  const sign = <i64>bits >> 63;
  addWord(word, (<i64>((m << shift) & limbMask) ^ sign) - sign);
  addWord(word + 8, (<i64>((m >> (32 - shift)) & limbMask) ^ sign) - sign);
  addWord(word + 16, (<i64>((m >> 32) >> (32 - shift)) ^ sign) - sign);
}
