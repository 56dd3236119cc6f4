// Logits, all kept: the sum, and the sum with its gradient. Vectors come in fours, whose
// calculations overlap.
//
// Σ L = Σ |z| P + Σ log1p(e), e = exp(−|z|), where P is 1 − t for z ≥ 0 and else t. Without weights
// the second sum is the logarithm of a product, taken once per call: with u = Π (1 + e) − 1 instead
// of the product itself, u ← u + e + u e, nothing is lost where all e are tiny. Four are joined in
// their own precision, all else in float64. Four with a logit beyond 87 (708), where e is no normal
// number, or with NaN, go to the kernel that does everything; so do all of them where a weight is
// infinite.

import { Bits, bits, Constant, constant } from "./constants";
import { Dialect } from "./element";
import { normalExpOfMinus, sigmoidOfMinus } from "./exp";
import { generalF32, generalF64 } from "./general";
import { Want } from "./general-vectors";
import {
  anyBeyond, areAllTame, factorAt, high, lanes, low, madd, magnitude, splat, sumOf, sumOfLanes, sumOfProducts,
} from "./lanes";
import { logOfSum, normalLogOfSum } from "./log";

/** u and v joined: (1 + u) (1 + v) − 1. */
// @ts-ignore: decorator
@inline
function join<T>(u: v128, v: v128): v128 {
  return madd<T>(u, v, v128.add<T>(u, v));
}

/**
 * From the label to where z points, without smoothing: 1 − y for z ≥ 0, −y for z < 0. Times z it is
 * |z| P.
 */
// @ts-ignore: decorator
@inline
function distance<T>(z: v128, y: v128): v128 {
  // The sign of the upper half is that of a double.
  const signs = i32x4.shr_s(sizeof<T>() == 4 ? z : i8x16.shuffle(z, z, 4, 5, 6, 7, 4, 5, 6, 7, 12, 13, 14, 15, 12, 13, 14, 15), 31);
  return v128.sub<T>(v128.andnot(constant<T>(Constant.One), signs), y);
}

/** dL/dz = σ(z) − t, which is 1 − t − σ(−|z|) for z ≥ 0 and σ(−|z|) − t for z < 0. */
// @ts-ignore: decorator
@inline
function gradient<T>(e: v128, z: v128, d: v128, keep: v128, rest: v128): v128 {
  return madd<T>(d, keep, v128.xor(v128.sub<T>(rest, sigmoidOfMinus<T>(e)), v128.and(z, bits<T>(Bits.Sign))));
}

/** w L of a vector, added up into two, where `far` is |z| P without smoothing. */
// @ts-ignore: decorator
@inline
function weightedLoss<T>(w: v128, e: v128, a: v128, far: v128, keep: v128, rest: v128): v128 {
  const near = normalLogOfSum<T>(constant<T>(Constant.One), e);
  return sumOfProducts<T>(w, madd<T>(far, keep, madd<T>(a, rest, near)));
}

/**
 * Σ w L; unless `out` is 0 it gets scale · w · dL/dz. Labels may be any numbers. Without `w`, 0,
 * all weights are 1.
 *
 * @param count At most 8192 bytes of them: u, up to 2 to the power of count / 4 (count / 2), stays
 * below 2^1024.
 */
function sumOfLogits<T>(count: i32, y: usize, z: usize, w: usize, keep: f64, rest: f64, scale: f64, out: usize): f64 {
  const want = out ? Want.Sum | Want.Gradient : Want.Sum;
  const isSmoothed = rest != 0;
  const limit = constant<T>(Constant.LastNormal);
  const all = splat<T>(scale);
  const kept = splat<T>(keep);
  const added = splat<T>(rest);
  let sum: f64 = 0;
  let u0 = f64x2.splat(0);
  let u1 = u0;
  let farSum = u0;
  let allSum = u0;
  let weighted = u0;
  const size = 4 * lanes<T>();
  const whole = count & ~(size - 1);
  for (let i = 0; i < whole; i += size) {
    const at = (i as usize) * sizeof<T>();
    const z0 = v128.load(z + at);
    const z1 = v128.load(z + at, 16);
    const z2 = v128.load(z + at, 32);
    const z3 = v128.load(z + at, 48);
    const a0 = magnitude<T>(z0);
    const a1 = magnitude<T>(z1);
    const a2 = magnitude<T>(z2);
    const a3 = magnitude<T>(z3);
    if (anyBeyond<T>(a0, a1, a2, a3, limit)) {
      sum += general<T>(want, size, y + at, z + at, w && w + at, keep, rest, scale, out && out + at);
      continue;
    }
    const d0 = distance<T>(z0, v128.load(y + at));
    const d1 = distance<T>(z1, v128.load(y + at, 16));
    const d2 = distance<T>(z2, v128.load(y + at, 32));
    const d3 = distance<T>(z3, v128.load(y + at, 48));
    const far0 = v128.mul<T>(z0, d0);
    const far1 = v128.mul<T>(z1, d1);
    const far2 = v128.mul<T>(z2, d2);
    const far3 = v128.mul<T>(z3, d3);
    const e0 = normalExpOfMinus<T>(a0);
    const e1 = normalExpOfMinus<T>(a1);
    const e2 = normalExpOfMinus<T>(a2);
    const e3 = normalExpOfMinus<T>(a3);
    if (out) {
      v128.store(out + at, v128.mul<T>(factorAt<T>(all, w, at), gradient<T>(e0, z0, d0, kept, added)));
      v128.store(out + at, v128.mul<T>(factorAt<T>(all, w, at + 16), gradient<T>(e1, z1, d1, kept, added)), 16);
      v128.store(out + at, v128.mul<T>(factorAt<T>(all, w, at + 32), gradient<T>(e2, z2, d2, kept, added)), 32);
      v128.store(out + at, v128.mul<T>(factorAt<T>(all, w, at + 48), gradient<T>(e3, z3, d3, kept, added)), 48);
    }
    if (w) {
      const w0 = v128.load(w + at);
      const w1 = v128.load(w + at, 16);
      const w2 = v128.load(w + at, 32);
      const w3 = v128.load(w + at, 48);
      const sum01 = f64x2.add(weightedLoss<T>(w0, e0, a0, far0, kept, added), weightedLoss<T>(w1, e1, a1, far1, kept, added));
      const sum23 = f64x2.add(weightedLoss<T>(w2, e2, a2, far2, kept, added), weightedLoss<T>(w3, e3, a3, far3, kept, added));
      weighted = f64x2.add(weighted, f64x2.add(sum01, sum23));
    } else {
      farSum = f64x2.add(farSum, sumOf<T>(v128.add<T>(v128.add<T>(far0, far1), v128.add<T>(far2, far3))));
      if (isSmoothed) allSum = f64x2.add(allSum, sumOf<T>(v128.add<T>(v128.add<T>(a0, a1), v128.add<T>(a2, a3))));
      const four = join<T>(join<T>(e0, e1), join<T>(e2, e3));
      u0 = join<f64>(u0, low<T>(four));
      if (sizeof<T>() == 4) u1 = join<f64>(u1, high(four));
    }
  }
  // An infinite weight of a loss of 0 counts for nothing, which the other kernel knows. Weights
  // that come with `out` are known to be tame.
  if (w && !out && !(abs(sumOfLanes(weighted)) < Infinity)) return general<T>(want, count, y, z, w, keep, rest, scale, out);
  if (whole < count) {
    const at = (whole as usize) * sizeof<T>();
    sum += general<T>(want, count - whole, y + at, z + at, w && w + at, keep, rest, scale, out && out + at);
  }
  const one = f64x2.splat(1);
  const logs = v128.add<f64>(logOfSum<f64>(one, u0), logOfSum<f64>(one, u1));
  return sum + sumOfLanes(weighted) + keep * sumOfLanes(farSum) + rest * sumOfLanes(allSum) + sumOfLanes(logs);
}

function general<T>(want: i32, count: i32, y: usize, z: usize, w: usize, keep: f64, rest: f64, scale: f64, out: usize): f64 {
  if (sizeof<T>() == 4) return generalF32(want, Dialect.Logits, count, y, z, w, 0, 0, 1, keep, rest, 0, 0, 0, scale, out);
  return generalF64(want, Dialect.Logits, count, y, z, w, 0, 0, 1, keep, rest, 0, 0, 0, scale, out);
}

// @ts-ignore: decorator
@inline
function logits<T>(count: i32, y: usize, z: usize, w: usize, keep: f64, rest: f64, scale: f64, out: usize): f64 {
  const isPlain = !w || !out || areAllTame<T>(count & ~(lanes<T>() - 1), w);
  const sum = sumOfLogits<T>(count, y, z, w, keep, rest, scale, isPlain ? out : 0);
  // The sum is the same under all weights, times what they have in common.
  if (!isPlain) general<T>(Want.Gradient, count, y, z, w, keep, rest, scale, out);
  return sum;
}

export function logitsF32(count: i32, y: usize, z: usize, w: usize, keep: f64, rest: f64, scale: f64, out: usize): f64 {
  return logits<f32>(count, y, z, w, keep, rest, scale, out);
}

export function logitsF64(count: i32, y: usize, z: usize, w: usize, keep: f64, rest: f64, scale: f64, out: usize): f64 {
  return logits<f64>(count, y, z, w, keep, rest, scale, out);
}
