// log1p(e) for e in [0, 1] without a division, in float32.
//
// Method: from SplitFrom on, 1 + e is (1 + c) (1 + m) with m = (e − c) / (1 + c), where e − c is exact;
//   below, m is e. log(1 + m) = m − m² Q(m). c is a float32 whose log(1 + c) and 1 / (1 + c) are
//   next to nothing off float32 numbers.
// Error: below 2 ulp with |z| P added, for labels of 0 and 1: test/accuracy.test.ts, npm run sweep.
// Source: a fit of Q on the m that there are, −0.06 to 0.41; fit-polynomials.py prints what it is off.

import { Constant, constant } from "./constants";
import { madd, nmadd, select } from "./lanes";
import { pairOf } from "./polynomials";

/** log1p(e) + f, where f is added to what is largest. */
// @ts-ignore: decorator
@inline
export function log1pPlus(e: v128, f: v128): v128 {
  const isSplit = f32x4.gt(e, constant<f32>(Constant.SplitFrom));
  const beyond = f32x4.mul(f32x4.sub(e, constant<f32>(Constant.Split)), constant<f32>(Constant.SplitFactor));
  const m = select(beyond, e, isSplit);
  const square = f32x4.mul(m, m);
  let q = madd<f32>(constant<f32>(Constant.Log1p), square, pairOf<f32>(Constant.Log1p + 1, m));
  q = madd<f32>(q, square, pairOf<f32>(Constant.Log1p + 3, m));
  q = madd<f32>(q, square, pairOf<f32>(Constant.Log1p + 5, m));
  const log = nmadd<f32>(square, q, m);
  return f32x4.add(f32x4.add(f, v128.and(constant<f32>(Constant.SplitLog), isSplit)), log);
}
