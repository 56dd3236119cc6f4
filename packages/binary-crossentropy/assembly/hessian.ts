// Second derivatives in float32, computed in double precision: beside them the other roads of
// general-vectors.ts would be short of registers. Its arguments are those of that file.

import { Constant, constant } from "./constants";
import { Dialect, logitHessian, negativeShare, positiveShare, probabilityHessian, product } from "./element";
import { anyFar, farExpOfMinus, farLanes, normalExpOfMinus } from "./exp";
import { tinyFor, Want } from "./general-vectors";
import { faintLanes, high, keptMask, lanes, low, magnitude, narrow, splat, wildLanes } from "./lanes";
import { outsideLanes } from "./outside";

// @ts-ignore: decorator
@inline
function hessianOf(dialect: i32, y: v128, keep: f64, rest: f64, w: v128, isPlain: bool, q: v128, r: v128): v128 {
  return probabilityHessian<f32>(dialect, negativeShare(y, keep, rest), positiveShare(y, keep, rest, w, isPlain), q, r);
}

/** A + B. */
// @ts-ignore: decorator
@inline
function bothShares(y: v128, keep: f64, rest: f64, w: v128): v128 {
  return f64x2.add(negativeShare(y, keep, rest), positiveShare(y, keep, rest, w, false));
}

export function hessianF32(
  dialect: i32, count: i32,
  y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64,
  scale: f64, out: usize,
): void {
  const one = constant<f32>(Constant.One);
  const isKeras = dialect == Dialect.Clipped;
  const factor = splat<f32>(scale);
  const isPlain = !posWeights && posWeight == 1;
  // Whether a factor may bring back what has left the range of floats.
  const isWeighed = w != 0 || !isPlain || abs(scale) > 1;
  const sameMultiple = splat<f32>(posWeight);
  const least = splat<f32>(lowest);
  const most = splat<f32>(highest);
  const plus = splat<f32>(added);
  const tiny = tinyFor<f32>();
  const tinyLimit = splat<f32>(tiny);
  const mayBeTiny = !(isKeras && lowest + added >= tiny);
  for (let i = 0; i < count; i += lanes<f32>()) {
    const at = (i as usize) * sizeof<f32>();
    const label = v128.load(y + at);
    const input = v128.load(x + at);
    const multiple = posWeights ? v128.load(posWeights + at) : sameMultiple;
    let wild = splat<f32>(0);
    let derivative: v128;
    if (dialect == Dialect.Logits) {
      const a = magnitude<f32>(input);
      const isFar = anyFar<f32>(a);
      const e = isFar ? farExpOfMinus<f32>(a) : normalExpOfMinus<f32>(a);
      if (isFar && isWeighed) wild = farLanes<f32>(a);
      let first = logitHessian(low<f32>(e));
      let last = logitHessian(high(e));
      if (!isPlain) {
        first = f64x2.mul(first, bothShares(low<f32>(label), keep, rest, low<f32>(multiple)));
        last = f64x2.mul(last, bothShares(high(label), keep, rest, high(multiple)));
      }
      derivative = narrow(first, last);
      // NaN as a label would otherwise leave a number.
      if (isPlain) derivative = v128.add<f32>(derivative, v128.sub<f32>(label, label));
    } else {
      // −0 is 0.
      let q = v128.add<f32>(input, splat<f32>(0));
      let r = v128.sub<f32>(one, input);
      if (isKeras) {
        const c = v128.pmin<f32>(v128.pmax<f32>(input, least), most);
        q = v128.add<f32>(c, plus);
        r = v128.add<f32>(v128.sub<f32>(one, c), plus);
      }
      derivative = narrow(
        hessianOf(dialect, low<f32>(label), keep, rest, low<f32>(multiple), isPlain, low<f32>(q), low<f32>(r)),
        hessianOf(dialect, high(label), keep, rest, high(multiple), isPlain, high(q), high(r)),
      );
      // What is clipped does not change with p. NaN is not clipped.
      if (isKeras) derivative = v128.andnot(derivative, v128.or(v128.lt<f32>(input, least), v128.gt<f32>(input, most)));
      if (mayBeTiny) wild = v128.and(v128.lt<f32>(q, tinyLimit), v128.gt<f32>(q, splat<f32>(0)));
      if (isWeighed) wild = v128.or(wild, faintLanes<f32>(label));
    }
    if (kept) derivative = v128.and(derivative, keptMask<f32>(kept + i));
    if (w) {
      let weight = v128.load(w + at);
      if (kept) weight = v128.and(weight, keptMask<f32>(kept + i));
      wild = v128.or(wild, wildLanes<f32>(weight));
      derivative = product<f32>(v128.mul<f32>(factor, weight), derivative);
    } else if (scale != 1) derivative = product<f32>(factor, derivative);
    if (!v128.any_true(wild)) v128.store(out + at, derivative);
    else {
      outsideLanes<f32>(
        Want.Hessian, Want.Hessian, i, y, x, w, kept, posWeights, posWeight, scale, out, wild, wild, derivative,
      );
    }
  }
}
