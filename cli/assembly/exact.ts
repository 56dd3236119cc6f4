// Sums without rounding, as cli/src/metrics/exact.ts defines them, for terms of ordinary size.
//
// A limbs' sum takes every finite double: words of 64 bits, 32 bits apart, the first one from 2^−1074 on, to which a term adds
// less than 2^32 each. A narrow sum takes what lies between 2^−24 and 2^16 and is a multiple of 2^−76, in two words.

/** Words of a limbs' sum. */
export const limbCount: i32 = 66;

/** The exponents of a double that a narrow sum takes, as their bits have them. */
export const leastExponent: u32 = 1023 - 24;
export const exponents: u32 = 40;

/** 2^−76, the unit of a narrow sum, and 2^64 of them. */
const unit: f64 = reinterpret<f64>(<u64>(1023 - 76) << 52);
const secondUnit: f64 = reinterpret<f64>(<u64>(1023 - 12) << 52);

const mantissaMask: u64 = (1 << 52) - 1;
const limbMask: u64 = 0xffffffff;

// @ts-ignore: decorator
@inline
export function exponentOf(bits: u64): u32 {
  return <u32>(bits >> 52) & 0x7ff;
}

/** Whether a narrow sum takes it; not for 0. */
// @ts-ignore: decorator
@inline
export function isNarrow(x: f64): bool {
  return exponentOf(reinterpret<u64>(x)) - leastExponent < exponents;
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

/** Adds what a narrow sum takes, of which no bit lies below 2^−76. */
// @ts-ignore: decorator
@inline
export function addToNarrow(at: usize, x: f64): void {
  const bits = reinterpret<u64>(x);
  const m = (bits & mantissaMask) | (1 << 52);
  const shift = <u64>(exponentOf(bits) - leastExponent);
  const low = m << shift;
  const sum = load<u64>(at) + low;
  store<u64>(at, sum);
  addWord(at + 8, <i64>((m >> 1) >> (63 - shift)) + <i64>(sum < low));
}

/** What a narrow sum holds, from 0 on, rounded once. */
export function narrowValue(at: usize): f64 {
  const low = load<u64>(at);
  const high = load<u64>(at, 8);
  if (high == 0) return <f64>low * unit;
  // The first 64 bits; what is cut off leaves its trace in the last of them, which rounding sees.
  const shift = clz<u64>(high);
  const first = shift == 0 ? high : (high << shift) | (low >> (64 - shift));
  const trace = low << shift != 0;
  return <f64>(first | <u64>trace) * secondUnit * reinterpret<f64>((1023 - shift) << 52);
}

/** Carries over what words hold beyond 32 bits, so that 2^30 terms more have room. */
export function carryLimbs(at: usize): void {
  for (let i: i32 = 0; i < limbCount - 1; i++, at += 8) {
    const word = load<i64>(at);
    addWord(at + 8, word >> 32);
    store<u64>(at, <u64>word & limbMask);
  }
}
