// Logits: the sum, and with it the losses one by one and the gradient.
//
// Σ L = Σ |z| P + Σ log1p(e), e = exp(−|z|), where P is 1 − t for z ≥ 0 and else t. Where all weigh
// the same the second sum is the logarithm of a product, taken once per call: with u = Π (1 + e) − 1
// instead of the product itself, u ← u + e + u e, nothing is lost where all e are tiny. Four are
// joined in their own precision, all else in float64: |z| P is exact for hard labels, and float32 would
// round it twice for soft ones; vectors come in fours, whose calculations overlap. What is left out by
// selection has |z| P and e of 0.
//
// Losses one by one, or under weights, have a logarithm each. Under posWeight they are those of hard
// labels, times it where the label is 1.
//
// Fours with a logit beyond 70 (670), where a weight might miss digits of e, with NaN, or with a label that
// needs more than that, go to the kernel that does everything.

import { Bits, bits, Constant, constant } from "./constants";
import { Dialect, factorOf, farOf, plainLogitLoss, softness } from "./element";
import { normalExpOfMinus, sigmoidOfMinus } from "./exp";
import { everything } from "./general";
import {
  anyBeyond, factorAt, high, lanes, low, madd, magnitude, maskOfFour, splat, sumOf, sumOfLanes,
} from "./lanes";
import { logOfSum } from "./log";
import { log1pPlus } from "./log1p";

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

/** |z| P of labels that are 0 or a power of two up to 1: one instruction fewer than z times {@link distance}. */
// @ts-ignore: decorator
@inline
function farOfHard(z: v128, y: v128): v128 {
  return f32x4.sub(f32x4.pmax(z, f32x4.splat(0)), f32x4.mul(z, y));
}

/** The sum of four vectors in two parts, without a rounding of float32. */
// @ts-ignore: decorator
@inline
function sumOfFour<T>(a: v128, b: v128, c: v128, d: v128): v128 {
  return f64x2.add(f64x2.add(sumOf<T>(a), sumOf<T>(b)), f64x2.add(sumOf<T>(c), sumOf<T>(d)));
}

/** Whether one of the labels is neither 0 nor a power of two up to 1. */
// @ts-ignore: decorator
@inline
function anySoft(a: v128, b: v128, c: v128, d: v128): bool {
  return v128.any_true(v128.andnot(v128.or(v128.or(a, b), v128.or(c, d)), constant<f32>(Constant.One)));
}

/** The sum of |z| P of four elements in two parts, without a rounding of float32. */
function farInDouble(y: v128, z: v128): v128 {
  const nearest = v128.andnot(constant<f32>(Constant.One), i32x4.shr_s(z, 31));
  return f64x2.add(
    f64x2.mul(low<f32>(z), f64x2.sub(low<f32>(nearest), low<f32>(y))),
    f64x2.mul(high(z), f64x2.sub(high(nearest), high(y))),
  );
}

/** dL/dz = σ(z) − t, which is 1 − t − σ(−|z|) for z ≥ 0 and σ(−|z|) − t for z < 0. */
// @ts-ignore: decorator
@inline
function gradient<T>(e: v128, z: v128, d: v128, keep: v128, rest: v128): v128 {
  return madd<T>(d, keep, v128.xor(v128.sub<T>(rest, sigmoidOfMinus<T>(e)), v128.and(z, bits<T>(Bits.Sign))));
}

/** The loss of a vector; in float32 of `far`, which is |z| P with P of labels as they are smoothed. */
// @ts-ignore: decorator
@inline
function lossOf<T>(y: v128, z: v128, far: v128, e: v128, keep: f64, rest: f64): v128 {
  if (sizeof<T>() == 4) return log1pPlus(e, far);
  return calledLoss(y, z, e, keep, rest);
}

/** In double precision the call costs little beside what it saves in size. */
function calledLoss(y: v128, z: v128, e: v128, keep: f64, rest: f64): v128 {
  return plainLogitLoss<f64>(y, z, e, keep, rest, false);
}

/**
 * Σ L over the elements kept; unless `out` is 0 it gets scale · factors · dL/dz. Labels may be any
 * numbers.
 *
 * @param count Number of elements, whole fours of vectors, at most 8192 bytes of them: u, up to 2 to
 * the power of count / 4 (count / 2), stays below 2^1024.
 */
// @ts-ignore: decorator
@inline
function sumTogether<T>(
  count: i32, y: usize, z: usize, kept: usize, keep: f64, rest: f64, scale: f64, factors: usize, out: usize,
): f64 {
  const limit = constant<T>(Constant.Farthest);
  const all = splat<T>(scale);
  const keeps = splat<T>(keep);
  const rests = splat<T>(rest);
  let sum: f64 = 0;
  let u0 = f64x2.splat(0);
  let u1 = u0;
  let farSum = u0;
  let allSum = u0;
  const size = 4 * lanes<T>();
  for (let i = 0; i < count; i += size) {
    const at = (i as usize) * sizeof<T>();
    let y0 = v128.load(y + at);
    let y1 = v128.load(y + at, 16);
    let y2 = v128.load(y + at, 32);
    let y3 = v128.load(y + at, 48);
    let z0 = v128.load(z + at);
    let z1 = v128.load(z + at, 16);
    let z2 = v128.load(z + at, 32);
    let z3 = v128.load(z + at, 48);
    // Any vector will do where all are kept: nothing reads it.
    let m0 = limit;
    let m1 = limit;
    let m2 = limit;
    let m3 = limit;
    if (kept) {
      m0 = maskOfFour<T>(kept + i, 0);
      m1 = maskOfFour<T>(kept + i, 1);
      m2 = maskOfFour<T>(kept + i, 2);
      m3 = maskOfFour<T>(kept + i, 3);
      y0 = v128.and(y0, m0);
      y1 = v128.and(y1, m1);
      y2 = v128.and(y2, m2);
      y3 = v128.and(y3, m3);
      z0 = v128.and(z0, m0);
      z1 = v128.and(z1, m1);
      z2 = v128.and(z2, m2);
      z3 = v128.and(z3, m3);
    }
    const a0 = magnitude<T>(z0);
    const a1 = magnitude<T>(z1);
    const a2 = magnitude<T>(z2);
    const a3 = magnitude<T>(z3);
    if (anyBeyond<T>(a0, a1, a2, a3, limit)) {
      sum += everything<T>(
        Dialect.Logits, size, y + at, z + at, 0, kept && kept + i, 0, 1, keep, rest, 0, 0, 0,
        scale, factors && factors + at, out && out + at, 0,
      );
      continue;
    }
    let e0 = normalExpOfMinus<T>(a0);
    let e1 = normalExpOfMinus<T>(a1);
    let e2 = normalExpOfMinus<T>(a2);
    let e3 = normalExpOfMinus<T>(a3);
    let far0: v128;
    let far1: v128;
    let far2: v128;
    let far3: v128;
    if (sizeof<T>() == 8 || out) {
      const d0 = distance<T>(z0, y0);
      const d1 = distance<T>(z1, y1);
      const d2 = distance<T>(z2, y2);
      const d3 = distance<T>(z3, y3);
      far0 = v128.mul<T>(z0, d0);
      far1 = v128.mul<T>(z1, d1);
      far2 = v128.mul<T>(z2, d2);
      far3 = v128.mul<T>(z3, d3);
      if (out) {
        v128.store(out + at, gradientOf<T>(e0, z0, d0, keeps, rests, all, factors, at, kept, m0));
        v128.store(out + at, gradientOf<T>(e1, z1, d1, keeps, rests, all, factors, at + 16, kept, m1), 16);
        v128.store(out + at, gradientOf<T>(e2, z2, d2, keeps, rests, all, factors, at + 32, kept, m2), 32);
        v128.store(out + at, gradientOf<T>(e3, z3, d3, keeps, rests, all, factors, at + 48, kept, m3), 48);
      }
    } else {
      far0 = farOfHard(z0, y0);
      far1 = farOfHard(z1, y1);
      far2 = farOfHard(z2, y2);
      far3 = farOfHard(z3, y3);
    }
    if (kept) {
      e0 = v128.and(e0, m0);
      e1 = v128.and(e1, m1);
      e2 = v128.and(e2, m2);
      e3 = v128.and(e3, m3);
    }
    if (sizeof<T>() == 4 && anySoft(y0, y1, y2, y3)) {
      farSum = f64x2.add(farSum, f64x2.add(
        f64x2.add(farInDouble(y0, z0), farInDouble(y1, z1)), f64x2.add(farInDouble(y2, z2), farInDouble(y3, z3)),
      ));
    } else farSum = f64x2.add(farSum, sumOfFour<T>(far0, far1, far2, far3));
    if (rest != 0) allSum = f64x2.add(allSum, sumOfFour<T>(a0, a1, a2, a3));
    const four = join<T>(join<T>(e0, e1), join<T>(e2, e3));
    u0 = join<f64>(u0, low<T>(four));
    if (sizeof<T>() == 4) u1 = join<f64>(u1, high(four));
  }
  const one = f64x2.splat(1);
  const logs = v128.add<f64>(logOfSum<f64>(one, u0), logOfSum<f64>(one, u1));
  return sum + keep * sumOfLanes(farSum) + rest * sumOfLanes(allSum) + sumOfLanes(logs);
}

/** The same; in float32 selection and factors beside the scale have a loop of their own. */
export function sumOfLogits<T>(
  count: i32, y: usize, z: usize, kept: usize, keep: f64, rest: f64, scale: f64, factors: usize, out: usize,
): f64 {
  return sizeof<T>() == 4 && (kept || factors)
    ? sumOfSome<T>(count, y, z, kept, keep, rest, scale, factors, out)
    : sumTogether<T>(count, y, z, 0, keep, rest, scale, 0, out);
}

function sumOfSome<T>(
  count: i32, y: usize, z: usize, kept: usize, keep: f64, rest: f64, scale: f64, factors: usize, out: usize,
): f64 {
  return sumTogether<T>(count, y, z, kept, keep, rest, scale, factors, out);
}

/** scale · factor · dL/dz of a vector, 0 for what is left out. */
// @ts-ignore: decorator
@inline
function gradientOf<T>(
  e: v128, z: v128, d: v128, keeps: v128, rests: v128, scale: v128, factors: usize, at: usize, kept: usize, mask: v128,
): v128 {
  const g = v128.mul<T>(factorAt<T>(scale, factors, at), gradient<T>(e, z, d, keeps, rests));
  return kept ? v128.and(g, mask) : g;
}

/**
 * Writes losses one by one, without weights of any kind, and, unless `out` is 0, scale · factors ·
 * dL/dz; 0 for what is left out.
 *
 * @param count Number of elements, whole fours of vectors.
 * @returns The number of them before the first four that are not for this kernel.
 */
export function lossesOfLogits<T>(
  count: i32, y: usize, z: usize, kept: usize, keep: f64, rest: f64, scale: f64, factors: usize, out: usize, losses: usize,
): i32 {
  const all = splat<T>(scale);
  const keeps = splat<T>(keep);
  const rests = splat<T>(rest);
  const limit = constant<T>(Constant.Farthest);
  for (let i = 0; i < count; i += 4 * lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    const y0 = v128.load(y + at);
    const y1 = v128.load(y + at, 16);
    const y2 = v128.load(y + at, 32);
    const y3 = v128.load(y + at, 48);
    const z0 = v128.load(z + at);
    const z1 = v128.load(z + at, 16);
    const z2 = v128.load(z + at, 32);
    const z3 = v128.load(z + at, 48);
    let a0 = magnitude<T>(z0);
    let a1 = magnitude<T>(z1);
    let a2 = magnitude<T>(z2);
    let a3 = magnitude<T>(z3);
    // Any vector will do where all are kept: nothing reads it.
    let m0 = limit;
    let m1 = limit;
    let m2 = limit;
    let m3 = limit;
    let soft: v128;
    if (kept) {
      m0 = maskOfFour<T>(kept + i, 0);
      m1 = maskOfFour<T>(kept + i, 1);
      m2 = maskOfFour<T>(kept + i, 2);
      m3 = maskOfFour<T>(kept + i, 3);
      a0 = v128.and(a0, m0);
      a1 = v128.and(a1, m1);
      a2 = v128.and(a2, m2);
      a3 = v128.and(a3, m3);
      soft = v128.or(
        v128.or(v128.and(softness<T>(y0), m0), v128.and(softness<T>(y1), m1)),
        v128.or(v128.and(softness<T>(y2), m2), v128.and(softness<T>(y3), m3)),
      );
    } else soft = v128.or(v128.or(softness<T>(y0), softness<T>(y1)), v128.or(softness<T>(y2), softness<T>(y3)));
    if (anyBeyond<T>(a0, a1, a2, a3, limit) || (rest == 0 && v128.any_true(magnitude<T>(soft)))) return i;
    const d0 = distance<T>(z0, y0);
    const d1 = distance<T>(z1, y1);
    const d2 = distance<T>(z2, y2);
    const d3 = distance<T>(z3, y3);
    const e0 = normalExpOfMinus<T>(a0);
    const e1 = normalExpOfMinus<T>(a1);
    const e2 = normalExpOfMinus<T>(a2);
    const e3 = normalExpOfMinus<T>(a3);
    let far0 = v128.mul<T>(z0, d0);
    let far1 = v128.mul<T>(z1, d1);
    let far2 = v128.mul<T>(z2, d2);
    let far3 = v128.mul<T>(z3, d3);
    if (sizeof<T>() == 4 && rest != 0) {
      far0 = farOf<T>(far0, a0, keep, rest);
      far1 = farOf<T>(far1, a1, keep, rest);
      far2 = farOf<T>(far2, a2, keep, rest);
      far3 = farOf<T>(far3, a3, keep, rest);
    }
    // All of them before the first is stored: loads of constants are not shared beyond a store or a
    // branch.
    let l0 = lossOf<T>(y0, z0, far0, e0, keep, rest);
    let l1 = lossOf<T>(y1, z1, far1, e1, keep, rest);
    let l2 = lossOf<T>(y2, z2, far2, e2, keep, rest);
    let l3 = lossOf<T>(y3, z3, far3, e3, keep, rest);
    if (kept) {
      l0 = v128.and(l0, m0);
      l1 = v128.and(l1, m1);
      l2 = v128.and(l2, m2);
      l3 = v128.and(l3, m3);
    }
    if (out) {
      const g0 = gradientOf<T>(e0, z0, d0, keeps, rests, all, factors, at, kept, m0);
      const g1 = gradientOf<T>(e1, z1, d1, keeps, rests, all, factors, at + 16, kept, m1);
      const g2 = gradientOf<T>(e2, z2, d2, keeps, rests, all, factors, at + 32, kept, m2);
      const g3 = gradientOf<T>(e3, z3, d3, keeps, rests, all, factors, at + 48, kept, m3);
      v128.store(out + at, g0);
      v128.store(out + at, g1, 16);
      v128.store(out + at, g2, 32);
      v128.store(out + at, g3, 48);
    }
    v128.store(losses + at, l0);
    v128.store(losses + at, l1, 16);
    v128.store(losses + at, l2, 32);
    v128.store(losses + at, l3, 48);
  }
  return count;
}
