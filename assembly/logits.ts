// Logits with all weights 1: the sum, and the sum with its gradient. Vectors come in fours, whose
// calculations overlap.
//
// Σ L = Σ |z| P + Σ log1p(e), e = exp(−|z|), where P is 1 − t for z ≥ 0 and else t. The second sum is the logarithm of
// a product, taken once per call: with u = Π (1 + e) − 1 instead of the product itself, u ← u + e + u e, nothing is lost
// where all e are tiny. Four are joined in their own precision, all else in float64.
// Four with a logit beyond 87 (708), where e is no normal number, or NaN goes to the kernel that does everything.

import { Bits, bits, Constant, constant } from "./constants";
import { Dialect } from "./element";
import { normalExpOfMinus, sigmoidOfMinus } from "./exp";
import { generalF32, generalF64, Want } from "./general";
import { high, lanes, low, madd, magnitude, splat, sumOfLanes } from "./lanes";
import { logOfSum } from "./log";

/** u and v joined: (1 + u) (1 + v) − 1. */
// @ts-ignore: decorator
@inline
function join<T>(u: v128, v: v128): v128 {
  return madd<T>(u, v, v128.add<T>(u, v));
}

/** 1 where z is negative, else 0. */
// @ts-ignore: decorator
@inline
function isNegative<T>(z: v128): v128 {
  // The sign of the upper half is that of a double.
  const signs = i32x4.shr_s(sizeof<T>() == 4 ? z : i8x16.shuffle(z, z, 4, 5, 6, 7, 4, 5, 6, 7, 12, 13, 14, 15, 12, 13, 14, 15), 31);
  return v128.and(signs, constant<T>(Constant.One));
}

/** Whether a magnitude is beyond the limit, or NaN. */
// @ts-ignore: decorator
@inline
function anyBeyond<T>(a: v128, b: v128, limit: v128): bool {
  // As integers magnitudes are in order, with NaN above all.
  if (sizeof<T>() == 4) return v128.any_true(i32x4.gt_s(i32x4.max_s(a, b), limit));
  return v128.any_true(v128.not(v128.and(f64x2.le(a, limit), f64x2.le(b, limit))));
}

/** |z| P without smoothing: z (1 − y) for z ≥ 0, −z y for z < 0. */
// @ts-ignore: decorator
@inline
function far<T>(z: v128, y: v128, negative: v128): v128 {
  return v128.mul<T>(z, v128.sub<T>(v128.sub<T>(constant<T>(Constant.One), negative), y));
}

/** dL/dz = σ(z) − t, which is 1 − t − σ(−|z|) for z ≥ 0 and σ(−|z|) − t for z < 0. */
// @ts-ignore: decorator
@inline
function gradient<T>(e: v128, z: v128, y: v128, negative: v128, keep: v128, rest: v128): v128 {
  const unsmoothed = v128.sub<T>(v128.sub<T>(constant<T>(Constant.One), negative), y);
  const signed = v128.xor(v128.sub<T>(rest, sigmoidOfMinus<T>(e)), v128.and(z, bits<T>(Bits.Sign)));
  return madd<T>(unsmoothed, keep, signed);
}

/** The lanes of a vector added up into two. */
// @ts-ignore: decorator
@inline
function sumOf<T>(a: v128): v128 {
  return sizeof<T>() == 4 ? f64x2.add(low<T>(a), high(a)) : a;
}

/**
 * Σ L; with a gradient, `out` gets scale · dL/dz. Labels may be any numbers.
 *
 * @param count At most 8192 bytes of them: u, up to 2 to the power of count / 4 (count / 2), stays below 2^1024.
 */
// @ts-ignore: decorator
@inline
function sumOfLogits<T>(
  withGradient: bool, count: i32, y: usize, z: usize, keep: f64, rest: f64, scale: f64, out: usize,
): f64 {
  const want = withGradient ? Want.Sum | Want.Gradient : Want.Sum;
  const isSmoothed = rest != 0;
  const limit = constant<T>(Constant.LastNormal);
  const factor = splat<T>(scale);
  const kept = splat<T>(keep);
  const added = splat<T>(rest);
  let sum: f64 = 0;
  let u0 = f64x2.splat(0);
  let u1 = u0;
  let farSum = u0;
  let allSum = u0;
  const size = 2 * lanes<T>();
  const whole = count & ~(size - 1);
  for (let i = 0; i < whole; i += size) {
    const at = (i as usize) * sizeof<T>();
    const z0 = v128.load(z + at);
    const z1 = v128.load(z + at, 16);
    const a0 = magnitude<T>(z0);
    const a1 = magnitude<T>(z1);
    if (anyBeyond<T>(a0, a1, limit)) {
      sum += careful<T>(want, size, y + at, z + at, keep, rest, scale, out + at);
      continue;
    }
    const y0 = v128.load(y + at);
    const y1 = v128.load(y + at, 16);
    const n0 = isNegative<T>(z0);
    const n1 = isNegative<T>(z1);
    farSum = f64x2.add(farSum, sumOf<T>(v128.add<T>(far<T>(z0, y0, n0), far<T>(z1, y1, n1))));
    if (isSmoothed) allSum = f64x2.add(allSum, sumOf<T>(v128.add<T>(a0, a1)));
    const e0 = normalExpOfMinus<T>(a0);
    const e1 = normalExpOfMinus<T>(a1);
    if (withGradient) {
      v128.store(out + at, v128.mul<T>(factor, gradient<T>(e0, z0, y0, n0, kept, added)));
      v128.store(out + at, v128.mul<T>(factor, gradient<T>(e1, z1, y1, n1, kept, added)), 16);
    }
    const pair = join<T>(e0, e1);
    u0 = join<f64>(u0, low<T>(pair));
    if (sizeof<T>() == 4) u1 = join<f64>(u1, high(pair));
  }
  if (whole < count) {
    const at = (whole as usize) * sizeof<T>();
    sum += careful<T>(want, count - whole, y + at, z + at, keep, rest, scale, out + at);
  }
  const one = f64x2.splat(1);
  const logs = v128.add<f64>(logOfSum<f64>(one, u0), logOfSum<f64>(one, u1));
  return sum + keep * sumOfLanes(farSum) + rest * sumOfLanes(allSum) + sumOfLanes(logs);
}

function careful<T>(want: i32, count: i32, y: usize, z: usize, keep: f64, rest: f64, scale: f64, out: usize): f64 {
  if (sizeof<T>() == 4) return generalF32(want, Dialect.Logits, count, y, z, 0, 0, 0, 1, keep, rest, 0, 0, 0, scale, out);
  return generalF64(want, Dialect.Logits, count, y, z, 0, 0, 0, 1, keep, rest, 0, 0, 0, scale, out);
}

export function logitsSumF32(count: i32, y: usize, z: usize, keep: f64, rest: f64): f64 {
  return sumOfLogits<f32>(false, count, y, z, keep, rest, 1, 0);
}

export function logitsValueAndGradF32(count: i32, y: usize, z: usize, keep: f64, rest: f64, scale: f64, out: usize): f64 {
  return sumOfLogits<f32>(true, count, y, z, keep, rest, scale, out);
}

export function logitsSumF64(count: i32, y: usize, z: usize, keep: f64, rest: f64): f64 {
  return sumOfLogits<f64>(false, count, y, z, keep, rest, 1, 0);
}

export function logitsValueAndGradF64(count: i32, y: usize, z: usize, keep: f64, rest: f64, scale: f64, out: usize): f64 {
  return sumOfLogits<f64>(true, count, y, z, keep, rest, scale, out);
}
