// Exponential, logarithm and power of two doubles at a time, as float32 asks for them: within 2^−33 of
// the truth, so that what a power makes of their errors is still nothing to a float.
//
// Method: as in ../exp.ts and ../log.ts, with shorter polynomials and ln 2 in one part.
// Source: fit-polynomials.py.

import { addBits, madd, nmadd, subBits } from "../arithmetic";
import { Bits, bits, Constant, constant } from "./constants";

/** exp(−a) for |a| ≤ 700. */
// @ts-ignore: decorator
@inline
export function expOfMinus(a: v128): v128 {
  const exponent = nmadd<f64>(a, constant(Constant.LogE), constant(Constant.Magic));
  const n = f64x2.sub(exponent, constant(Constant.Magic));
  const r = madd<f64>(n, constant(Constant.Ln2), a);
  let q = madd<f64>(constant(Constant.Exp), r, constant(Constant.Exp + 1));
  q = madd<f64>(q, r, constant(Constant.Exp + 2));
  q = madd<f64>(q, r, constant(Constant.Exp + 3));
  q = madd<f64>(q, r, constant(Constant.Exp + 4));
  q = madd<f64>(q, r, constant(Constant.Exp + 5));
  const mantissa = f64x2.sub(constant(Constant.One), nmadd<f64>(f64x2.mul(r, r), q, r));
  return addBits<f64>(mantissa, i64x2.shl(exponent, 52));
}

/** log((1 + s) / (1 − s)) for |s| ≤ 1/3. */
// @ts-ignore: decorator
@inline
export function logOfRatio(s: v128): v128 {
  const v = f64x2.mul(s, s);
  let t = madd<f64>(constant(Constant.Log), v, constant(Constant.Log + 1));
  t = madd<f64>(t, v, constant(Constant.Log + 2));
  t = madd<f64>(t, v, constant(Constant.Log + 3));
  t = madd<f64>(t, v, constant(Constant.Log + 4));
  const twice = f64x2.add(s, s);
  return madd<f64>(f64x2.mul(twice, v), t, twice);
}

/** log b of a normal number b > 0. */
// @ts-ignore: decorator
@inline
export function logOf(b: v128): v128 {
  const exponent = v128.and(i64x2.add(b, bits(Bits.OneLessSmallest)), bits(Bits.Exponent));
  const m = f64x2.sub(f64x2.mul(b, subBits<f64>(bits(Bits.TwiceBias), exponent)), constant(Constant.One));
  const s = f64x2.div(m, f64x2.add(constant(Constant.Two), m));
  const k = f64x2.sub(v128.or(i64x2.shr_u(exponent, 52), bits(Bits.Count)), constant(Constant.Count));
  return madd<f64>(k, constant(Constant.Ln2), logOfRatio(s));
}

/** A power whose exponent is a whole number of halves: by multiplication. */
// @ts-ignore: decorator
@inline
export function powerByHalves(b: v128, halves: i32): v128 {
  let power = halves & 1 ? f64x2.sqrt(b) : constant(Constant.One);
  for (let n = halves >> 1; n > 0; n >>= 1) {
    if (n & 1) power = f64x2.mul(power, b);
    b = f64x2.mul(b, b);
  }
  return power;
}
