// log(b + x), where b is 0 or 1 and x keeps all its digits when it is small beside b: the
// logarithm, and log1p.
//
// Method: w = b + x, rounded, names k with w / 2^k in [¾, 3/2] (float64: [√½, √2]). With
//   m = x / 2^k + (b / 2^k − 1), where the bracket is exact and x is not rounded before it,
//   log(b + x) = k ln 2 + log(1 + m). From ¾ on m is exact in float32 for b of 1. With
//   s = m / (2 + m), v = s², log(1 + m) = 2 s + s v R(v) = m − (m²/2 − s (m²/2 + v R(v))), which
//   loses nothing where m is small.
// Domain: normalLogOfSum where w is positive, normal and finite, and NaN; logOfSum everywhere: −∞ at
//   0, NaN below.
// Error: below 1 ulp; test/accuracy.test.ts.
// Source: constants.ts; the arrangement of the last line is that of fdlibm's e_log.c and s_log1p.c.

import { Bits, bits, Constant, constant, logDegree } from "./constants";
import { addBits, madd, select, splat, subBits, unless } from "./lanes";
import { pairOf } from "./polynomials";

// @ts-ignore: decorator
@inline
export function normalLogOfSum<T>(b: v128, x: v128): v128 {
  return logPlus<T>(b, x, b, b, b, false);
}

/** log(b + x) + c · d + f, rounded less often than their sum would be. */
// @ts-ignore: decorator
@inline
export function normalLogPlus<T>(b: v128, x: v128, c: v128, d: v128, f: v128): v128 {
  return logPlus<T>(b, x, c, d, f, true);
}

// @ts-ignore: decorator
@inline
function logPlus<T>(b: v128, x: v128, c: v128, d: v128, f: v128, adds: bool): v128 {
  // Bits above those of the smallest 1 + m, with the exponent of 1 added: k + bias stands in the
  // exponent, and is positive.
  const biased = addBits<T>(v128.add<T>(b, x), bits<T>(Bits.OneLessSmallest));
  const exponent = v128.and(biased, bits<T>(Bits.Exponent));
  const scale = subBits<T>(bits<T>(Bits.TwiceBias), exponent);
  const m = madd<T>(x, scale, v128.sub<T>(v128.mul<T>(b, scale), constant<T>(Constant.One)));
  const s = v128.div<T>(m, v128.add<T>(constant<T>(Constant.Two), m));
  const v = v128.mul<T>(s, s);
  const half = v128.mul<T>(v128.mul<T>(m, constant<T>(Constant.Half)), m);
  const k = countOf<T>(exponent);
  const sum = madd<T>(s, madd<T>(v, tail<T>(v), half), v128.mul<T>(k, constant<T>(Constant.Ln2Rest)));
  const bent = v128.sub<T>(sum, half);
  // What is small is added first: beside it c · d and m are rounded less often.
  const log = adds ? v128.add<T>(f, v128.add<T>(m, madd<T>(c, d, bent))) : v128.add<T>(m, bent);
  return madd<T>(k, constant<T>(Constant.Ln2), log);
}

/**
 * The same, in double precision not once more for each place: there the call costs little beside
 * it.
 */
// @ts-ignore: decorator
@inline
export function sharedLogOfSum<T>(b: v128, x: v128): v128 {
  return sizeof<T>() == 4 ? normalLogOfSum<T>(b, x) : calledLogOfSum(b, x);
}

function calledLogOfSum(b: v128, x: v128): v128 {
  return normalLogOfSum<f64>(b, x);
}

/** The number k of a biased exponent. */
// @ts-ignore: decorator
@inline
function countOf<T>(exponent: v128): v128 {
  if (sizeof<T>() == 4) return f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(exponent, 23), i32x4.splat(127)));
  // There is no conversion of 64-bit integers; below 2^52 they are the low bits of 2^52 + k.
  const shifted = v128.or(i64x2.shr_u(exponent, 52), i64x2.splat(0x4330000000000000));
  return f64x2.sub(shifted, f64x2.splat(4503599627370496.0 + 1023.0));
}

/** R(v) = (log(1 + m) / s − 2) / v. */
// @ts-ignore: decorator
@inline
function tail<T>(v: v128): v128 {
  if (logDegree<T>() == 2) return madd<T>(pairOf<T>(Constant.Log, v), v, constant<T>(Constant.Log + 2));
  const square = v128.mul<T>(v, v);
  let r = madd<T>(constant<T>(Constant.Log), square, pairOf<T>(Constant.Log + 1, v));
  r = madd<T>(r, square, pairOf<T>(Constant.Log + 3, v));
  r = madd<T>(r, square, pairOf<T>(Constant.Log + 5, v));
  return r;
}

// @ts-ignore: decorator
@inline
function isNormal<T>(w: v128): v128 {
  return v128.and(v128.ge<T>(w, constant<T>(Constant.Least)), v128.lt<T>(w, constant<T>(Constant.Infinity)));
}

/** Whether all of them are positive, normal and finite. */
// @ts-ignore: decorator
@inline
export function areNormal<T>(v: v128, w: v128): bool {
  return !v128.any_true(v128.not(v128.and(isNormal<T>(v), isNormal<T>(w))));
}

// @ts-ignore: decorator
@inline
export function logOfSum<T>(b: v128, x: v128): v128 {
  return !v128.any_true(v128.not(isNormal<T>(v128.add<T>(b, x)))) ? normalLogOfSum<T>(b, x) : specialLogOfSum<T>(b, x);
}

/** The same, for the numbers that are rare. */
export function specialLogOfSum<T>(b: v128, x: v128): v128 {
  const w = v128.add<T>(b, x);
  // Subnormal numbers, which only x alone can make, are scaled into the normal ones by 2^64.
  const isTiny = v128.lt<T>(w, constant<T>(Constant.Least));
  const scaled = v128.mul<T>(x, select(splat<T>(18446744073709551616.0), splat<T>(1), isTiny));
  const lowered = v128.and(isTiny, splat<T>(64.0 * 0.6931471805599453));
  let log = v128.sub<T>(normalLogOfSum<T>(unless(b, isTiny), scaled), lowered);
  log = select(splat<T>(-Infinity), log, v128.eq<T>(w, splat<T>(0)));
  log = select(splat<T>(Infinity), log, v128.eq<T>(w, splat<T>(Infinity)));
  const isNone = v128.or(v128.lt<T>(w, splat<T>(0)), v128.ne<T>(w, w));
  return select(splat<T>(NaN), log, isNone);
}
