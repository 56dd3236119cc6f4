// A narrow sum: a sum in two words, without rounding, of numbers from 2^−24 up to 2^16 that are
// multiples of 2^narrowExponent.

import { exponentOf } from "./limbs";

/** The unit of the first word; that of the second is 2^64 of them. */
export const narrowExponent: i32 = -76;

/** The exponents of a double that a narrow sum takes, as their bits have them. */
const leastExponent: u32 = 1023 - 24;
const exponents: u32 = 40;

const unit: f64 = reinterpret<f64>(<u64>(1023 + narrowExponent) << 52);
const secondUnit: f64 = reinterpret<f64>(<u64>(1023 + 64 + narrowExponent) << 52);

const mantissaMask: u64 = (1 << 52) - 1;

/** Whether a narrow sum takes it; not for 0. */
// @ts-ignore: decorator
@inline
export function isNarrow(x: f64): bool {
  return exponentOf(reinterpret<u64>(x)) - leastExponent < exponents;
}

/** Adds a number that isNarrow, or 0. */
// @ts-ignore: decorator
@inline
export function addToNarrow(at: usize, x: f64): void {
  const bits = reinterpret<u64>(x);
  const m = (bits & mantissaMask) | (<u64>(x != 0) << 52);
  const shift = <u64>(exponentOf(bits) - leastExponent);
  addWords(at, m << shift, <i64>((m >> 1) >> (63 - shift)));
}

/** Adds low + 2^64 high units. */
// @ts-ignore: decorator
@inline
export function addWords(at: usize, low: u64, high: i64): void {
  const sum = load<u64>(at) + low;
  store<u64>(at, sum);
  store<i64>(at, load<i64>(at, 8) + high + <i64>(sum < low), 8);
}

/** Adds one sum to another. */
// @ts-ignore: decorator
@inline
export function addNarrow(to: usize, from: usize): void {
  addWords(to, load<u64>(from), load<i64>(from, 8));
}

/** Adds as many times 1. */
// @ts-ignore: decorator
@inline
export function addOnes(at: usize, count: f64): void {
  store<i64>(at, load<i64>(at, 8) + (<i64>count << -(64 + narrowExponent)), 8);
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
