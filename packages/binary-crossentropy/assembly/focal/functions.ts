// Exponential, logarithm and power as focal loss asks for them: beyond their precision, or of float32 in
// double precision, so that what a power makes of their errors is still little.

import { Bits, bits, Constant as Single, constant as single } from "../constants";
import { expPolynomial } from "../exp";
import { addBits, madd, nmadd, subBits, toExponent } from "../lanes";
import { Constant, constant, pairOf } from "./constants";

/** What the latest result of {@link expPair} has lost. */
export let lostOfExp: v128 = i64x2(0, 0);

/**
 * exp(−a − b), where b is tiny, with what it has lost beside it: exp(−a) = 2^n ((1 − r) + r² Q(r)), as in
 * ../exp.ts, and what each sum loses. 2^n is a normal number.
 */
// @ts-ignore: decorator
@inline
export function expPair<T>(a: v128, b: v128): v128 {
  const one = single<T>(Single.One);
  const shifted = nmadd<T>(a, single<T>(Single.LogE), single<T>(Single.Magic));
  const n = v128.sub<T>(shifted, single<T>(Single.Magic));
  const most = madd<T>(n, single<T>(Single.Ln2), a);
  const rest = madd<T>(n, single<T>(Single.Ln2Rest), b);
  const r = v128.add<T>(most, rest);
  const lostOfR = v128.sub<T>(rest, v128.sub<T>(r, most));
  const square = v128.mul<T>(r, r);
  const q = expPolynomial<T>(r, square);
  const h = v128.sub<T>(one, r);
  const bent = nmadd<T>(lostOfR, h, v128.mul<T>(square, q));
  const mantissa = v128.add<T>(h, bent);
  const lost = v128.add<T>(
    v128.add<T>(v128.sub<T>(h, mantissa), bent), v128.sub<T>(v128.sub<T>(one, h), r),
  );
  const two = addBits<T>(one, toExponent<T>(shifted));
  lostOfExp = v128.mul<T>(lost, two);
  return v128.mul<T>(mantissa, two);
}

/** What the product a b of doubles has lost by rounding, by halves of their digits. */
export function lostOfProduct(a: v128, b: v128, product: v128): v128 {
  const half = i64x2.splat(-134217728);
  const c = v128.and(a, half);
  const d = v128.and(b, half);
  const e = f64x2.sub(a, c);
  const f = f64x2.sub(b, d);
  const most = f64x2.sub(f64x2.mul(c, d), product);
  return f64x2.add(f64x2.add(most, f64x2.add(f64x2.mul(c, f), f64x2.mul(e, d))), f64x2.mul(e, f));
}

/** exp(−a) for |a| ≤ 700, of two doubles. */
// @ts-ignore: decorator
@inline
export function expOfMinus(a: v128): v128 {
  const exponent = nmadd<f64>(a, constant(Constant.LogE), constant(Constant.Magic));
  const n = f64x2.sub(exponent, constant(Constant.Magic));
  const r = madd<f64>(n, constant(Constant.Ln2), a);
  const square = f64x2.mul(r, r);
  let q = madd<f64>(pairOf(Constant.Exp, r), square, pairOf(Constant.Exp + 2, r));
  q = madd<f64>(q, square, pairOf(Constant.Exp + 4, r));
  const mantissa = f64x2.sub(constant(Constant.One), nmadd<f64>(square, q, r));
  return addBits<f64>(mantissa, i64x2.shl(exponent, 52));
}

/** log((1 + s) / (1 − s)) for |s| ≤ 1/3, of two doubles. */
// @ts-ignore: decorator
@inline
export function logOfRatio(s: v128): v128 {
  const v = f64x2.mul(s, s);
  const square = f64x2.mul(v, v);
  let t = madd<f64>(constant(Constant.Log), square, pairOf(Constant.Log + 1, v));
  t = madd<f64>(t, square, pairOf(Constant.Log + 3, v));
  const twice = f64x2.add(s, s);
  return madd<f64>(f64x2.mul(twice, v), t, twice);
}

/** log b of normal doubles b > 0. */
// @ts-ignore: decorator
@inline
export function logOf(b: v128): v128 {
  const exponent = v128.and(i64x2.add(b, bits<f64>(Bits.OneLessSmallest)), bits<f64>(Bits.Exponent));
  const m = f64x2.sub(f64x2.mul(b, subBits<f64>(bits<f64>(Bits.TwiceBias), exponent)), constant(Constant.One));
  const s = f64x2.div(m, f64x2.add(constant(Constant.Two), m));
  const k = f64x2.sub(v128.or(i64x2.shr_u(exponent, 52), i64x2.splat(0x4330000000000000)), constant(Constant.Count));
  return madd<f64>(k, constant(Constant.Ln2), logOfRatio(s));
}

/** b^γ of two doubles, by multiplication where 2 γ is a small whole number, `halves`, and not −1. */
// @ts-ignore: decorator
@inline
export function power(b: v128, gamma: f64, halves: i32): v128 {
  if (halves < 0) {
    const exponent = f64x2.neg(f64x2.mul(f64x2.splat(gamma), logOf(b)));
    return expOfMinus(f64x2.pmin(exponent, constant(Constant.Last)));
  }
  let result = halves & 1 ? f64x2.sqrt(b) : constant(Constant.One);
  for (let n = halves >> 1; n > 0; n >>= 1) {
    if (n & 1) result = f64x2.mul(result, b);
    b = f64x2.mul(b, b);
  }
  return result;
}
