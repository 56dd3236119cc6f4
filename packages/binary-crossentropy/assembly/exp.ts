// exp(−a) for a ≥ 0.
//
// Method: n = round(−a / ln 2), r = a + n ln 2 with ln 2 in two parts, of which n times the first is
//   exact; exp(−a) = 2^n exp(−r), exp(−r) = 1 − r + r² Q(r) on |r| ≤ ln 2 / 2. Adding 1.5 · 2^23
//   (2^52) rounds to an integer, which costs less than a conversion.
// Domain: farExpOfMinus all a ≥ 0, +∞ and NaN; normalExpOfMinus where the result is a normal number,
//   and NaN.
// Error: below 1 ulp; test/accuracy.test.ts.
// Source: constants.ts.

import { Constant, constant, expDegree } from "./constants";
import { addBits, madd, nmadd, select, splat, toExponent } from "./lanes";
import { pairOf } from "./polynomials";

/** −a / ln 2, rounded to an integer, in the low bits. */
// @ts-ignore: decorator
@inline
function exponentOf<T>(a: v128): v128 {
  return nmadd<T>(a, constant<T>(Constant.LogE), constant<T>(Constant.Magic));
}

/** Q(r), of r and its square. */
// @ts-ignore: decorator
@inline
export function expPolynomial<T>(r: v128, square: v128): v128 {
  if (expDegree<T>() == 4) {
    let q = madd<T>(constant<T>(Constant.Exp), square, pairOf<T>(Constant.Exp + 1, r));
    return madd<T>(q, square, pairOf<T>(Constant.Exp + 3, r));
  }
  let q = madd<T>(pairOf<T>(Constant.Exp, r), square, pairOf<T>(Constant.Exp + 2, r));
  q = madd<T>(q, square, pairOf<T>(Constant.Exp + 4, r));
  q = madd<T>(q, square, pairOf<T>(Constant.Exp + 6, r));
  return madd<T>(q, square, pairOf<T>(Constant.Exp + 8, r));
}

/** exp(−r) for the r that the exponent leaves. */
// @ts-ignore: decorator
@inline
function mantissaOf<T>(a: v128, exponent: v128): v128 {
  const n = v128.sub<T>(exponent, constant<T>(Constant.Magic));
  const r = madd<T>(n, constant<T>(Constant.Ln2Rest), madd<T>(n, constant<T>(Constant.Ln2), a));
  const square = v128.mul<T>(r, r);
  const q = expPolynomial<T>(r, square);
  // In this order there is one rounding at the size of the result.
  return v128.sub<T>(constant<T>(Constant.One), nmadd<T>(square, q, r));
}

// @ts-ignore: decorator
@inline
export function normalExpOfMinus<T>(a: v128): v128 {
  const exponent = exponentOf<T>(a);
  return addBits<T>(mantissaOf<T>(a, exponent), toExponent<T>(exponent));
}

/** Lanes beyond {@link Constant.Farthest}; NaN is not. */
// @ts-ignore: decorator
@inline
export function farLanes<T>(a: v128): v128 {
  return v128.gt<T>(a, constant<T>(Constant.Farthest));
}

// @ts-ignore: decorator
@inline
export function anyFar<T>(a: v128): bool {
  return v128.any_true(farLanes<T>(a));
}

/** For all a ≥ 0; up to {@link Constant.Farthest} it gives what {@link normalExpOfMinus} does. */
export function farExpOfMinus<T>(a: v128): v128 {
  const isFar = farLanes<T>(a);
  // Nothing is left of it beyond 120 (760). Up to there the result is made 2^64 (2^100) times too
  // large, a normal number, and rounded once, where it is scaled back.
  const near = v128.pmin<T>(a, splat<T>(sizeof<T>() == 4 ? 120.0 : 760.0));
  const lift = sizeof<T>() == 4 ? i32x4.splat(64 << 23) : i64x2.splat((100 as i64) << 52);
  const scale = select(splat<T>(sizeof<T>() == 4 ? 5.421010862427522e-20 : 7.888609052210118e-31), constant<T>(Constant.One), isFar);
  return v128.mul<T>(addBits<T>(normalExpOfMinus<T>(near), v128.and(isFar, lift)), scale);
}

/** σ(−a) = e / (1 + e) of e = exp(−a). */
// @ts-ignore: decorator
@inline
export function sigmoidOfMinus<T>(e: v128): v128 {
  const s = v128.div<T>(e, v128.add<T>(constant<T>(Constant.One), e));
  // Once more as e − e s, which forgets the rounding of 1 + e where e is small.
  return nmadd<T>(e, s, e);
}
