// A sum that takes every finite double of either sign, without rounding: words of 64 bits, 32 bits
// apart, the first one from 2^limbsExponent on, to which a term adds less than 2^32 each.

/** Words of a sum. */
export const limbCount: i32 = 66;
export const limbsBytes: usize = 8 * limbCount;

/** The smallest double, the unit of the first word. */
export const limbsExponent: i32 = -1074;

const mantissaMask: u64 = (1 << 52) - 1;
const limbMask: u64 = 0xffffffff;

// @ts-ignore: decorator
@inline
export function exponentOf(bits: u64): u32 {
  return <u32>(bits >> 52) & 0x7ff;
}

// @ts-ignore: decorator
@inline
function addWord(at: usize, word: i64): void {
  store<i64>(at, load<i64>(at) + word);
}

/** Adds a finite double of either sign. */
// @ts-ignore: decorator
@inline
export function addToLimbs(at: usize, x: f64): void {
  const bits = reinterpret<u64>(x);
  const exponent = exponentOf(bits);
  const isNormal = exponent != 0;
  const m = (bits & mantissaMask) | (<u64>isNormal << 52);
  const place = exponent - <u32>isNormal;
  const shift = <u64>(place & 31);
  const word = at + (<usize>(place >> 5) << 3);
  // All bits set below 0: there −a is ~a + 1.
  const sign = <i64>bits >> 63;
  addWord(word, (<i64>((m << shift) & limbMask) ^ sign) - sign);
  addWord(word + 8, (<i64>((m >> (32 - shift)) & limbMask) ^ sign) - sign);
  addWord(word + 16, (<i64>((m >> 32) >> (32 - shift)) ^ sign) - sign);
}

/** Adds a multiple of 2^e. */
export function addMultiple(limbs: usize, m: i64, e: i32): void {
  // Two doubles, each of which takes its half of the bits.
  const unit = reinterpret<f64>(<u64>(1023 + e) << 52);
  addToLimbs(limbs, <f64>(m >> 32) * 4294967296 * unit);
  addToLimbs(limbs, <f64>(m & 0xffffffff) * unit);
}

/** Carries over what words hold beyond 32 bits, so that 2^30 terms more have room. */
export function carryLimbs(at: usize): void {
  for (let i: i32 = 0; i < limbCount - 1; i++, at += 8) {
    const word = load<i64>(at);
    addWord(at + 8, word >> 32);
    store<u64>(at, <u64>word & limbMask);
  }
}
