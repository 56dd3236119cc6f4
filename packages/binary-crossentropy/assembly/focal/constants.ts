// The constants that focal loss needs beside those of ../constants.ts, and behind them in memory.

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

export enum Float {
  /** −log(1 − w) = w + w² P(w) for w in [0, ½]: the coefficients of P, highest degree first. */
  Log,
}

const singles = memory.data<f32>([
  1.7459686994552612, -2.482384443283081, 1.976778268814087, -0.5954035520553589, 0.341059148311615,
  0.1756877452135086, 0.25188881158828735, 0.3332621455192566, 0.5000008940696716,
]);

/** The constant in all four lanes. */
// @ts-ignore: decorator
@inline
export function float(index: i32): v128 {
  return v128.load32_splat(singles + 4 * index);
}

/** The first twelve bits of the mantissa. */
const firstBits = memory.data<u32>([0xfffff000]);

/** a without the last twelve bits of its mantissa: products of such floats are exact. */
// @ts-ignore: decorator
@inline
export function short(a: v128): v128 {
  return v128.and(a, v128.load32_splat(firstBits));
}
