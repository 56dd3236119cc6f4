// The constants that focal loss needs beside those of ../constants.ts, and behind them in memory.

import { madd } from "../lanes";

export enum Constant {
  One,
  /** Adding it rounds to an integer, and leaves that in the low bits. */
  Magic,
  LogE,
  Ln2,
  Two,
  /** Of exp(−x) no more is asked for: a normal number. */
  Last,
  /** 2^52 + 1023, which is taken from a biased exponent that stands behind the bits of 2^52. */
  Count,
  /** exp(−r) = 1 − r + r² Q(r): the coefficients of Q, highest degree first. */
  Exp,
  /** log(1 + m) = 2 s + 2 s v T(v), s = m / (2 + m), v = s²: those of T. */
  Log = Exp + 6,
}

const numbers = memory.data<f64>([
  1, 6755399441055744, 1.4426950408889634, 0.6931471805599453, 2, 700, 4503599627371519,
  -0.00019915985247736381, 0.0013946439386860138, -0.008333269010781245, 0.04166626451766888, -0.16666666839008012,
  0.5000000079697428,
  0.12153408980124038, 0.10713110141940727, 0.14308502224170627, 0.19999436938561013, 0.3333333783002297,
]);

/** The constant in both lanes. */
// @ts-ignore: decorator
@inline
export function constant(index: i32): v128 {
  return v128.load64_splat(numbers + 8 * index);
}

/** c x + d, of two of these constants, one after the other. */
// @ts-ignore: decorator
@inline
export function pairOf(index: i32, x: v128): v128 {
  return madd<f64>(constant(index), x, constant(index + 1));
}

export enum Float {
  /** exp(−r) = 1 − r + r² ½ + r³ P(r): the coefficients of P, highest degree first. */
  Exp,
  /** −log(1 − w) = w + w² ½ + w³ P(w) for w in [0, ½]: likewise. */
  Log = Exp + 4,
}

const singles = memory.data<f32>([
  0.0013863715576007962, -0.008367542177438736, 0.04166724160313606, -0.16666533052921295,
  1.6172184944152832, -2.183283805847168, 1.6858265399932861, -0.44184747338294983, 0.2934708297252655,
  0.18442969024181366, 0.25097787380218506, 0.3333098888397217,
]);

/** The constant in all four lanes. */
// @ts-ignore: decorator
@inline
function float(index: i32): v128 {
  return v128.load32_splat(singles + 4 * index);
}

/** The polynomial of degree 3 with these coefficients, in x, where x² = square. */
// @ts-ignore: decorator
@inline
export function cubic(coefficients: i32, x: v128, square: v128): v128 {
  const first = madd<f32>(float(coefficients), x, float(coefficients + 1));
  return madd<f32>(square, first, madd<f32>(float(coefficients + 2), x, float(coefficients + 3)));
}

/** The first twelve bits of the mantissa. */
const firstBits = memory.data<u32>([0xfffff000]);

/** a without the last twelve bits of its mantissa: products of such floats are exact. */
// @ts-ignore: decorator
@inline
export function short(a: v128): v128 {
  return v128.and(a, v128.load32_splat(firstBits));
}
