// Focal loss of float32: FL = f m^γ L for labels of 0 and 1, where m = 1 − p_t and the factor f has α_t
// and posWeight in it, two elements at a time in double precision. It is a module of its own, on the
// same memory as the other kernels, and comes with focal loss alone.
//
// Labels that are neither 0 nor 1, predictions that have no logarithm, and numbers that are not finite
// are left to the kernel in JavaScript, lane by lane.

import { select } from "../arithmetic";
import { Constant, constant } from "./constants";
import { expOfMinus, logOf, logOfRatio, powerByHalves } from "./functions";

/** As in ../outside.ts. */
// @ts-ignore: decorator
@external("env", "outside")
declare function outside(
  want: i32, count: i32, y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, scale: f64, out: usize,
): f64;

/** Of ../general-vectors.ts. */
const wantsSum = 1;
const wantsLosses = 2;
const wantsGradient = 4;

/** Two floats, or one in both lanes. */
// @ts-ignore: decorator
@inline
function loadTwo(at: usize, isLone: bool): v128 {
  return isLone ? v128.load32_splat(at) : v128.load64_zero(at);
}

// @ts-ignore: decorator
@inline
function storeTwo(at: usize, a: v128, isLone: bool): void {
  const floats = f32x4.demote_f64x2_zero(a);
  if (isLone) v128.store_lane<f32>(at, floats, 0);
  else v128.store_lane<f64>(at, floats, 0);
}

// @ts-ignore: decorator
@inline
function promote(floats: v128): v128 {
  return f64x2.promote_low_f32x4(floats);
}

// @ts-ignore: decorator
@inline
function splat(x: f64): v128 {
  return f64x2.splat(x);
}

// @ts-ignore: decorator
@inline
function isFinite(a: v128): v128 {
  return f64x2.lt(f64x2.abs(a), splat(Infinity));
}

/** All bits of a lane whose byte is not 0. */
// @ts-ignore: decorator
@inline
function keptLanes(at: usize, isLone: bool): v128 {
  const first = -(load<u8>(at) as i64);
  return i64x2.replace_lane(i64x2.splat(first), 1, isLone ? first : -(load<u8>(at, 1) as i64));
}

/**
 * Σ w FL over the elements kept. Addresses are 0 where there is no such array.
 *
 * @param count Number of elements.
 * @param halves 2 γ where that is a small whole number, else −1.
 * @param zero α_t of labels of 0, and `one` that of labels of 1.
 * @param posWeights The factor of labels of 1 for each element, or 0: then it is posWeight.
 * @param lowest The clip of probabilities.
 * @param scale Factor of derivatives, beside `factors`.
 * @param out Where scale · factor · dFL/dx goes, 0 for what is left out; it may be x.
 * @param losses Where w FL goes, 0 for what is left out.
 */
// @ts-ignore: decorator
@inline
function focal(
  isLogits: bool, count: i32, y: usize, x: usize, w: usize, kept: usize, gamma: f64, halves: i32,
  zero: f64, one: f64, posWeights: usize, posWeight: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize,
): f64 {
  const unit = constant(Constant.One);
  const last = constant(Constant.Last);
  const power = splat(gamma);
  let sum = splat(0);
  let apart: f64 = 0;
  for (let i = 0; i < count; i += 2) {
    const isLone = i + 1 == count;
    const at = (i as usize) << 2;
    const label = promote(loadTwo(y + at, isLone));
    const floats = loadTwo(x + at, isLone);
    const input = promote(floats);
    const isOne = f64x2.eq(label, unit);
    const sign = v128.and(isOne, splat(-0));
    let fits = v128.or(isOne, f64x2.eq(label, splat(0)));
    let positive = splat(one * posWeight);
    if (posWeights) positive = f64x2.mul(splat(one), promote(loadTwo(posWeights + at, isLone)));
    const own = select(positive, splat(zero), isOne);
    let weight = unit;
    if (w) {
      weight = promote(loadTwo(w + at, isLone));
      fits = v128.and(fits, isFinite(weight));
    }
    let factor = splat(scale);
    if (factors) {
      factor = f64x2.mul(factor, promote(loadTwo(factors + at, isLone)));
      fits = v128.and(fits, isFinite(factor));
    }
    let loss: v128;
    let slope: v128;
    let raised: v128;
    if (isLogits) {
      fits = v128.and(fits, isFinite(input));
      // The logit where the label is 0, and its negative where it is 1.
      const z = v128.xor(input, sign);
      const a = f64x2.abs(input);
      const e = expOfMinus(f64x2.pmin(a, last));
      const near = f64x2.add(unit, e);
      const both = f64x2.add(unit, near);
      const inverse = f64x2.div(unit, f64x2.mul(near, both));
      const log = logOfRatio(f64x2.mul(f64x2.mul(e, near), inverse));
      loss = f64x2.add(f64x2.pmax(z, splat(0)), log);
      const large = f64x2.mul(both, inverse);
      const small = f64x2.mul(e, large);
      const isWrong = f64x2.ge(z, splat(0));
      const missed = select(large, small, isWrong);
      if (halves >= 0) raised = powerByHalves(missed, halves);
      else raised = expOfMinus(f64x2.pmin(f64x2.mul(power, f64x2.sub(loss, z)), last));
      slope = f64x2.add(f64x2.mul(f64x2.mul(power, select(small, large, isWrong)), loss), missed);
    } else {
      // As in ../probabilities.ts, with its roundings.
      const c = f32x4.pmin(f32x4.pmax(floats, f32x4.splat(lowest as f32)), f32x4.splat(highest as f32));
      const h = f32x4.sub(f32x4.splat(1), loadTwo(y + at, isLone));
      const v = promote(f32x4.add(f32x4.abs(f32x4.sub(h, c)), f32x4.splat(added as f32)));
      const missed = select(f64x2.sub(unit, input), input, isOne);
      fits = v128.and(fits, v128.and(f64x2.gt(missed, splat(0)), f64x2.le(missed, unit)));
      loss = f64x2.neg(logOf(v));
      if (halves >= 0) raised = powerByHalves(missed, halves);
      else raised = expOfMinus(f64x2.pmin(f64x2.neg(f64x2.mul(power, logOf(missed))), last));
      const unclipped = v128.and(missed, f64x2.eq(promote(c), input));
      slope = f64x2.div(
        f64x2.add(f64x2.mul(f64x2.mul(power, loss), v), unclipped), f64x2.mul(missed, v),
      );
    }
    raised = f64x2.mul(own, raised);
    loss = f64x2.mul(f64x2.mul(weight, raised), loss);
    slope = v128.xor(f64x2.mul(factor, f64x2.mul(raised, slope)), sign);
    const counts = kept ? keptLanes(kept + i, isLone) : i64x2.splat(-1);
    const known = v128.and(fits, counts);
    loss = v128.and(loss, known);
    slope = v128.and(slope, known);
    sum = f64x2.add(sum, isLone ? f64x2.replace_lane(loss, 1, 0) : loss);
    const strange = v128.andnot(counts, fits);
    if (v128.any_true(strange)) {
      const lanes = i64x2.bitmask(strange);
      for (let lane = 0; lane < 2; lane++) {
        if (!((lanes >> lane) & 1) || (isLone && lane)) continue;
        const to = at + ((lane as usize) << 2);
        const weightAt = w ? w + to : 0;
        const factorAt = factors ? factors + to : 0;
        const own = posWeights ? posWeights + to : 0;
        apart += outside(wantsSum, 1, y + to, x + to, weightAt, 0, own, posWeight, 1, 0);
        if (losses) outside(wantsLosses, 1, y + to, x + to, weightAt, 0, own, posWeight, 1, losses + to);
        if (out) outside(wantsGradient, 1, y + to, x + to, factorAt, 0, own, posWeight, scale, out + to);
      }
      if (losses) loss = select(promote(loadTwo(losses + at, isLone)), loss, strange);
      if (out) slope = select(promote(loadTwo(out + at, isLone)), slope, strange);
    }
    if (losses) storeTwo(losses + at, loss, isLone);
    if (out) storeTwo(out + at, slope, isLone);
  }
  return apart + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

export function logitsF32(
  count: i32, y: usize, x: usize, w: usize, kept: usize, gamma: f64, halves: i32,
  zero: f64, one: f64, posWeights: usize, posWeight: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize,
): f64 {
  return focal(true, count, y, x, w, kept, gamma, halves, zero, one, posWeights, posWeight, lowest, highest, added, scale, factors, out, losses);
}

export function probabilitiesF32(
  count: i32, y: usize, x: usize, w: usize, kept: usize, gamma: f64, halves: i32,
  zero: f64, one: f64, posWeights: usize, posWeight: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize,
): f64 {
  return focal(false, count, y, x, w, kept, gamma, halves, zero, one, posWeights, posWeight, lowest, highest, added, scale, factors, out, losses);
}
