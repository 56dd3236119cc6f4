// The kernel that computes every focal loss of labels of 0 and 1: FL = f m^γ L, where m = 1 − p_t and
// the factor f has α_t and posWeight in it.
//
// In float32 L, and what else is not raised to a power, is computed in vectors of four floats; m, its
// power and the products in double precision. A power multiplies errors, so m is made of exp(−|z|) with
// what its number has lost, and so is the power in float64.
//
// Labels that are neither 0 nor 1, logits far out, probabilities next to nothing off their label, and
// numbers that are not finite are left to the kernel in JavaScript, lane by lane.

import { Bits, bits, Constant as Single, constant as single } from "../constants";
import { normalExpOfMinus, sigmoidOfMinus } from "../exp";
import {
  high, keptMask, lanes, low, madd, magnitude, narrow, nmadd, select, splat, toExponent, unless,
} from "../lanes";
import { normalLogOfSum, sharedLogOfSum } from "../log";
import { log1pPlus } from "../log1p";
import { Constant, constant } from "./constants";
import { expPair, lostOfExp, lostOfProduct, power } from "./functions";

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

/** A vector, or as many elements as there are left, and the first of them in the other lanes. */
// @ts-ignore: decorator
@inline
function loadSome<T>(at: usize, left: i32): v128 {
  return left >= lanes<T>() ? v128.load(at) : loadFew<T>(at, left);
}

function loadFew<T>(at: usize, left: i32): v128 {
  let few = v128.load_splat<T>(at);
  if (sizeof<T>() == 4) {
    if (left > 1) few = v128.load_lane<f32>(at, few, 1, 4);
    if (left > 2) few = v128.load_lane<f32>(at, few, 2, 8);
  }
  return few;
}

// @ts-ignore: decorator
@inline
function storeSome<T>(at: usize, a: v128, left: i32): void {
  if (left >= lanes<T>()) v128.store(at, a);
  else storeFew<T>(at, a, left);
}

function storeFew<T>(at: usize, a: v128, left: i32): void {
  v128.store_lane<T>(at, a, 0);
  if (sizeof<T>() == 4) {
    if (left > 1) v128.store_lane<f32>(at, a, 1, 4);
    if (left > 2) v128.store_lane<f32>(at, a, 2, 8);
  }
}

/** Lanes of factors that leave a double room. */
// @ts-ignore: decorator
@inline
function ordinary<T>(a: v128): v128 {
  const size = magnitude<T>(a);
  if (sizeof<T>() == 4) return f32x4.lt(size, single<f32>(Single.Infinity));
  const isWithin = v128.and(f64x2.lt(size, splat<T>(1.6e60)), f64x2.gt(size, splat<T>(6.2e-61)));
  return v128.or(isWithin, f64x2.eq(a, splat<T>(0)));
}

/** The lanes from `left` on. */
// @ts-ignore: decorator
@inline
function lanesFrom<T>(left: i32): v128 {
  if (sizeof<T>() == 4) return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
  return i64x2.ge_s(i64x2(0, 1), i64x2.splat(left as i64));
}

/** Both halves of a mask of four lanes, for two lanes each. */
// @ts-ignore: decorator
@inline
function lowMask<T>(mask: v128): v128 {
  return sizeof<T>() == 4 ? i64x2.extend_low_i32x4_s(mask) : mask;
}

// @ts-ignore: decorator
@inline
function highMask(mask: v128): v128 {
  return i64x2.extend_high_i32x4_s(mask);
}

/** γ p_t L + m of two elements, in double precision: what dFL/dz has beside the power. */
// @ts-ignore: decorator
@inline
function slopeOf(gamma: f64, small: v128, large: v128, loss: v128, isWrong: v128): v128 {
  const missed = select(large, small, isWrong);
  const found = select(small, large, isWrong);
  return f64x2.add(f64x2.mul(f64x2.mul(f64x2.splat(gamma), found), loss), missed);
}

/**
 * The elements of these lanes, computed outside: Σ w FL, and what is written.
 */
function strangeLanes<T>(
  bits: i32, y: usize, x: usize, w: usize, posWeights: usize, posWeight: f64,
  scale: f64, factors: usize, out: usize, losses: usize,
): f64 {
  let sum: f64 = 0;
  for (let at: usize = 0; bits; at += sizeof<T>(), bits >>= 1) {
    if (!(bits & 1)) continue;
    const weight = w ? w + at : 0;
    const factor = factors ? factors + at : 0;
    const own = posWeights ? posWeights + at : 0;
    sum += outside(wantsSum, 1, y + at, x + at, weight, 0, own, posWeight, 1, 0);
    if (losses) outside(wantsLosses, 1, y + at, x + at, weight, 0, own, posWeight, 1, losses + at);
    if (out) outside(wantsGradient, 1, y + at, x + at, factor, 0, own, posWeight, scale, out + at);
  }
  return sum;
}

/**
 * Σ w FL over the elements kept. Addresses are 0 where there is no such array.
 *
 * @param count Number of elements.
 * @param halves 2 γ where that is a small whole number, else −1.
 * @param farthest The largest |z| that is computed here.
 * @param zero α_t of labels of 0, and `one` that of labels of 1.
 * @param posWeights The factor of labels of 1 for each element, or 0: then it is posWeight.
 * @param lowest The clip of probabilities.
 * @param scale Factor of derivatives, beside `factors`.
 * @param out Where scale · factor · dFL/dx goes, 0 for what is left out; it may be x.
 * @param losses Where w FL goes, 0 for what is left out.
 */
// @ts-ignore: decorator
@inline
export function focal<T>(
  isLogits: bool, count: i32, y: usize, x: usize, w: usize, kept: usize, gamma: f64, halves: i32, farthest: f64,
  zero: f64, one: f64, posWeights: usize, posWeight: f64, lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize,
): f64 {
  const unit = single<T>(Single.One);
  const wide = constant(Constant.One);
  const isBalanced = zero != 1 || one != 1 || posWeights != 0 || posWeight != 1;
  const exponent = splat<T>(gamma);
  const limit = splat<T>(farthest);
  let sums = f64x2.splat(0);
  let apart: f64 = 0;
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    const left = count - i;
    const label = loadSome<T>(y + at, left);
    const input = loadSome<T>(x + at, left);
    const isOne = v128.eq<T>(label, unit);
    let fits = v128.or(isOne, v128.eq<T>(label, splat<T>(0)));
    let loss = unit;
    let slope0 = wide;
    let slope1 = wide;
    let firsts = wide;
    let lasts = wide;
    if (isLogits) {
      const a = magnitude<T>(input);
      fits = v128.and(fits, v128.le<T>(a, limit));
      // The logit where the label is 0, and its negative where it is 1.
      const z = v128.xor(input, v128.and(isOne, bits<T>(Bits.Sign)));
      const isWrong = v128.ge<T>(z, splat<T>(0));
      if (sizeof<T>() == 4) {
        const e = expPair<T>(a, splat<T>(0));
        const lost = lostOfExp;
        const e0 = f64x2.add(low<f32>(e), low<f32>(lost));
        const e1 = f64x2.add(high(e), high(lost));
        const large0 = f64x2.div(wide, f64x2.add(wide, e0));
        const large1 = f64x2.div(wide, f64x2.add(wide, e1));
        const small0 = f64x2.mul(e0, large0);
        const small1 = f64x2.mul(e1, large1);
        firsts = power(select(large0, small0, lowMask<T>(isWrong)), gamma, halves);
        lasts = power(select(large1, small1, highMask(isWrong)), gamma, halves);
        // Without a power L is that of binary cross-entropy, to the bit.
        loss = log1pPlus(gamma == 0 ? normalExpOfMinus<f32>(a) : e, f32x4.pmax(z, splat<T>(0)));
        if (out) {
          slope0 = slopeOf(gamma, small0, large0, low<T>(loss), lowMask<T>(isWrong));
          slope1 = slopeOf(gamma, small1, large1, high(loss), highMask(isWrong));
        }
      } else {
        const e = expPair<T>(a, splat<T>(0));
        const sum = f64x2.add(unit, e);
        const lostOfSum = f64x2.add(f64x2.sub(e, f64x2.sub(sum, unit)), lostOfExp);
        const large = f64x2.div(unit, sum);
        // m = exp(−far) / (1 + e).
        const far = unless(a, isWrong);
        const product = f64x2.mul(exponent, far);
        const raised = expPair<T>(product, lostOfProduct(exponent, far, product));
        const mended = f64x2.sub(lostOfExp, f64x2.mul(f64x2.mul(raised, exponent), f64x2.mul(lostOfSum, large)));
        const log = sharedLogOfSum<T>(unit, e);
        const top = f64x2.add(raised, mended);
        if (halves >= 0) firsts = f64x2.div(top, power(sum, gamma, halves));
        else firsts = f64x2.mul(top, normalExpOfMinus<T>(f64x2.mul(exponent, log)));
        loss = f64x2.add(f64x2.pmax(z, splat<T>(0)), log);
        if (out) {
          const small = sigmoidOfMinus<T>(e);
          slope0 = slopeOf(gamma, small, large, loss, isWrong);
        }
      }
    } else {
      // As in ../probabilities.ts, with its roundings.
      const c = v128.pmin<T>(v128.pmax<T>(input, splat<T>(lowest)), splat<T>(highest));
      const v = v128.add<T>(magnitude<T>(v128.sub<T>(v128.sub<T>(unit, label), c)), splat<T>(added));
      const other = v128.sub<T>(unit, input);
      const missed = select(other, input, isOne);
      fits = v128.and(fits, v128.and(v128.gt<T>(missed, splat<T>(1e-30)), v128.le<T>(missed, unit)));
      if (sizeof<T>() == 4) {
        const p0 = low<f32>(input);
        const p1 = high(input);
        firsts = power(select(f64x2.sub(wide, p0), p0, lowMask<T>(isOne)), gamma, halves);
        lasts = power(select(f64x2.sub(wide, p1), p1, highMask(isOne)), gamma, halves);
      } else {
        const lost = v128.and(f64x2.sub(f64x2.sub(unit, other), input), isOne);
        const raised = power(missed, gamma, halves);
        firsts = madd<T>(raised, f64x2.div(f64x2.mul(exponent, lost), missed), raised);
      }
      loss = v128.neg<T>(sharedLogOfSum<T>(splat<T>(0), v));
      if (out) {
        const own = v128.and(v128.div<T>(unit, v), v128.eq<T>(c, input));
        const slope = v128.add<T>(v128.div<T>(v128.mul<T>(exponent, loss), missed), own);
        slope0 = low<T>(slope);
        if (sizeof<T>() == 4) slope1 = high(slope);
      }
    }
    if (isBalanced) {
      let positive0 = f64x2.splat(one * posWeight);
      let positive1 = positive0;
      if (posWeights) {
        const own = loadSome<T>(posWeights + at, left);
        positive0 = f64x2.mul(f64x2.splat(one), low<T>(own));
        if (sizeof<T>() == 4) positive1 = f64x2.mul(f64x2.splat(one), high(own));
      }
      firsts = f64x2.mul(firsts, select(positive0, f64x2.splat(zero), lowMask<T>(isOne)));
      if (sizeof<T>() == 4) lasts = f64x2.mul(lasts, select(positive1, f64x2.splat(zero), highMask(isOne)));
    }
    let counts = i32x4.splat(-1);
    if (kept) counts = keptMask<T>(kept + i);
    if (left < lanes<T>()) counts = unless(counts, lanesFrom<T>(left));
    let loss0 = f64x2.mul(firsts, low<T>(loss));
    let loss1 = sizeof<T>() == 4 ? f64x2.mul(lasts, high(loss)) : loss0;
    if (w) {
      const weight = loadSome<T>(w + at, left);
      fits = v128.and(fits, ordinary<T>(weight));
      loss0 = f64x2.mul(loss0, low<T>(weight));
      if (sizeof<T>() == 4) loss1 = f64x2.mul(loss1, high(weight));
    }
    let slopes = slope0;
    if (out) {
      let factor0 = f64x2.splat(scale);
      let factor1 = factor0;
      if (factors) {
        const factor = loadSome<T>(factors + at, left);
        fits = v128.and(fits, ordinary<T>(factor));
        factor0 = f64x2.mul(factor0, low<T>(factor));
        if (sizeof<T>() == 4) factor1 = f64x2.mul(factor1, high(factor));
      }
      slopes = f64x2.mul(factor0, f64x2.mul(firsts, slope0));
      if (sizeof<T>() == 4) slopes = narrow(slopes, f64x2.mul(factor1, f64x2.mul(lasts, slope1)));
      slopes = v128.xor(slopes, v128.and(isOne, bits<T>(Bits.Sign)));
    }
    const known = v128.and(fits, counts);
    loss0 = v128.and(loss0, lowMask<T>(known));
    sums = f64x2.add(sums, loss0);
    if (sizeof<T>() == 4) {
      loss1 = v128.and(loss1, highMask(known));
      sums = f64x2.add(sums, loss1);
    }
    const strange = v128.andnot(counts, fits);
    const hasStrange = v128.any_true(strange);
    if (hasStrange) {
      apart += strangeLanes<T>(
        sizeof<T>() == 4 ? i32x4.bitmask(strange) : i64x2.bitmask(strange), y + at, x + at, w ? w + at : 0,
        posWeights ? posWeights + at : 0, posWeight, scale, factors ? factors + at : 0, out ? out + at : 0,
        losses ? losses + at : 0,
      );
    }
    if (losses) {
      let written = sizeof<T>() == 4 ? narrow(loss0, loss1) : loss0;
      if (hasStrange) written = select(loadSome<T>(losses + at, left), written, strange);
      storeSome<T>(losses + at, written, left);
    }
    if (out) {
      slopes = v128.and(slopes, known);
      if (hasStrange) slopes = select(loadSome<T>(out + at, left), slopes, strange);
      storeSome<T>(out + at, slopes, left);
    }
  }
  return apart + f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Of logits in float32. */
export function everyLogit(
  count: i32, y: usize, z: usize, w: usize, kept: usize, gamma: f64, halves: i32, farthest: f64,
  zero: f64, one: f64, posWeights: usize, posWeight: f64, scale: f64, factors: usize, out: usize, losses: usize,
): f64 {
  return focal<f32>(
    true, count, y, z, w, kept, gamma, halves, farthest, zero, one, posWeights, posWeight, 0, 1, 0, scale, factors,
    out, losses,
  );
}
