// The two precisions that losses are computed in: rounding to them, their neighbours, and distances
// in ulp.

import {
  absolute,
  compare,
  exponent,
  isFiniteReal,
  isZero,
  larger,
  one,
  type Real,
  real,
  scaled,
  shift,
  subtract,
} from "./real.js";

export type Dtype = "float32" | "float64";

const formats = {
  float32: { bits: 23, smallest: -149, end: shift(one, 128), belowOne: 1 - 2 ** -24 },
  float64: { bits: 52, smallest: -1074, end: shift(one, 1024), belowOne: 1 - 2 ** -53 },
};

export function round(x: number, dtype: Dtype): number {
  return dtype === "float32" ? Math.fround(x) : x;
}

/** The largest number below 1. */
export function belowOne(dtype: Dtype): number {
  return formats[dtype].belowOne;
}

/** The exponent of the spacing of numbers at x. */
export function ulpExponent(x: Real, dtype: Dtype): number {
  const { bits, smallest } = formats[dtype];
  return isZero(x) ? smallest : Math.max(exponent(x) - bits, smallest);
}

/**
 * How far the computed number is from the true one, in units of the spacing of numbers at `unit`,
 * no less than that of the subnormal numbers; 0 where it is the true one, infinite where only one
 * of the two is a number.
 */
export function distance(actual: number, truth: Real, unit: Real, dtype: Dtype): number {
  if (truth.hi !== truth.hi) return actual !== actual ? 0 : Infinity;
  if (!isFiniteReal(truth)) return actual === truth.hi ? 0 : Infinity;
  if (actual !== actual) return Infinity;
  const size = absolute(truth);
  const k = ulpExponent(isFiniteReal(unit) ? larger(absolute(unit), size) : size, dtype);
  if (Math.abs(actual) < Infinity) return units(subtract(real(actual), truth), k);
  // An overflow stands for the power of two that the range ends before.
  const end = formats[dtype].end;
  if (actual > 0 !== truth.hi > 0) return Infinity;
  return compare(size, end) >= 0 ? 0 : units(subtract(size, end), k);
}

function units(difference: Real, k: number): number {
  const { hi, e } = absolute(difference);
  return scaled(hi, e - k);
}

/** The number of the precision that is `steps` after x. */
export function neighbour(x: number, steps: number, dtype: Dtype): number {
  if (x === 0) return scaled(steps, formats[dtype].smallest);
  const away = x > 0 ? steps : -steps;
  if (dtype === "float32") {
    const bits = new Int32Array(Float32Array.of(x).buffer);
    bits[0]! += away;
    return new Float32Array(bits.buffer)[0]!;
  }
  const bits = new BigInt64Array(Float64Array.of(x).buffer);
  bits[0]! += BigInt(away);
  return new Float64Array(bits.buffer)[0]!;
}
