// The kernel that does everything: any dialect, weights, selection, posWeight per label, and every
// number that a float can hold; where a number on the way might leave the range of floats, it has
// the vector computed outside. What is the same for all elements is decided by branches that are
// always predicted, so that one loop serves all calls; the sums that are worth a loop of their own
// are in logits.ts and probabilities.ts.

import { Constant, constant } from "./constants";
import {
  Dialect, logitGradient, logitHessian, logitLoss, logLoss, negativeShare, plainLogitLoss, positiveShare,
  probabilityHessian, product, slope, torchGradient,
} from "./element";
import { anyFar, farExpOfMinus, normalExpOfMinus } from "./exp";
import { areTame, high, isAnyFaint, lanes, low, madd, magnitude, narrow, splat, sumOfLanes } from "./lanes";
import { normalLogOfSum } from "./log";

/** What is wanted, one bit each: Σ w L, w L, w dL/dx, w d²L/dx². */
export enum Want {
  Sum = 1,
  Losses = 2,
  Gradient = 4,
  Hessian = 8,
}

/** Below it 1 / q² might be beyond the largest float, or q² below the smallest. */
// @ts-ignore: decorator
@inline
function tinyFor<T>(): f64 {
  return sizeof<T>() == 4 ? 9.094947017729282e-13 : 3.872591914849318e-121;
}

/**
 * Computes elements as {@link general} does, one by one and within the range of any float:
 * semantics/range.ts.
 */
// @ts-ignore: decorator
@external("env", "outside")
declare function outside(
  want: i32, count: i32, y: usize, x: usize, w: usize, kept: usize, posWeights: usize, posWeight: f64, scale: f64, out: usize,
): f64;

/**
 * @param count Number of elements, whole vectors.
 * @param y Labels, before smoothing.
 * @param x Predictions.
 * @param w A weight for each element, or 0: then each is 1.
 * @param kept A byte for each element, 0 where it is left out, or 0: then none is. Four bytes more
 * may be read.
 * @param posWeights The factor of the positive term for each element, or 0: then it is posWeight.
 * @param keep 1 − s, and rest s / 2, where s is the label smoothing.
 * @param scale Factor of what is written, but not of the sum.
 * @param out Where results are written: every element but those left out, which get 0. It may be x.
 * @returns Σ w L over the elements kept, if wanted.
 */
function general<T>(
  want: i32, dialect: i32, count: i32,
  y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64,
  scale: f64, out: usize,
): f64 {
  let sum: f64 = 0;
  let sumLow = f64x2.splat(0);
  let sumHigh = f64x2.splat(0);
  const one = constant<T>(Constant.One);
  const isKeras = dialect == Dialect.Clipped;
  const floor = splat<T>(dialect == Dialect.Torch ? -100.0 : -Infinity);
  const factor = splat<T>(scale);
  // What all vectors have in common is made before the loop: conversions cost as much as what they
  // are for.
  const isPlain = !posWeights && posWeight == 1;
  const keeps = splat<T>(keep);
  const rests = splat<T>(rest);
  const sameMultiple = splat<T>(posWeight);
  const least = splat<T>(lowest);
  const most = splat<T>(highest);
  const plus = splat<T>(added);
  const isNormal = isKeras && min(lowest, 1 - highest) + added >= (sizeof<T>() == 4 ? f32.MIN_NORMAL_VALUE : f64.MIN_NORMAL_VALUE);
  const derivatives = want & (Want.Gradient | Want.Hessian);
  const tiny = tinyFor<T>();
  const tinyLimit = splat<T>(tiny);
  const mayBeFaint = w != 0 || !isPlain;
  const mayBeTiny = derivatives != 0 && !(isKeras && lowest + added >= tiny);
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    const label = v128.load(y + at);
    const input = v128.load(x + at);
    // t = y (1 − s) + s / 2, and 1 − t in the same way: each is a sum of terms of one sign.
    let A = v128.sub<T>(one, label);
    let B = label;
    if (rest != 0) {
      A = madd<T>(A, keeps, rests);
      B = madd<T>(B, keeps, rests);
    }
    let multiple = sameMultiple;
    if (!isPlain) {
      if (posWeights) multiple = v128.load(posWeights + at);
      B = v128.mul<T>(B, multiple);
    }

    let isTame = true;
    let loss = one;
    let derivative = one;
    if (dialect == Dialect.Logits) {
      const a = magnitude<T>(input);
      const isFar = anyFar<T>(a);
      if (isFar && (w || !isPlain)) {
        // What multiplies exp(−|z|) may bring it back into the range of floats.
        sum += outsideAt<T>(want, i, y, x, w, kept, posWeights, posWeight, scale, out);
        continue;
      }
      const e = isFar ? farExpOfMinus<T>(a) : normalExpOfMinus<T>(a);
      if (want & (Want.Sum | Want.Losses)) {
        const near = normalLogOfSum<T>(one, e);
        loss = isPlain
          ? plainLogitLoss<T>(label, input, near, keep, rest, isFar)
          : logitLoss<T>(A, B, input, near, false);
      }
      if (want & Want.Gradient) derivative = logitGradient<T>(A, B, input, e);
      if (sizeof<T>() == 8 && want & Want.Hessian) {
        derivative = logitHessian(e);
        // Of no label it would be one.
        derivative = isPlain ? f64x2.add(derivative, f64x2.sub(label, label)) : f64x2.mul(derivative, f64x2.add(A, B));
      }
    } else {
      // −0 is 0.
      let q = v128.add<T>(input, splat<T>(0));
      let r = v128.sub<T>(one, input);
      if (isKeras) {
        const c = v128.pmin<T>(v128.pmax<T>(input, least), most);
        q = v128.add<T>(c, plus);
        r = v128.add<T>(v128.sub<T>(one, c), plus);
      }
      if (want & (Want.Sum | Want.Losses)) {
        loss = logLoss<T>(
          A, B, label, multiple, keep, rest, q, isKeras ? splat<T>(0) : one, isKeras ? r : v128.neg<T>(input), floor, isPlain,
          isNormal,
        );
      }
      if (mayBeFaint && isAnyFaint<T>(label, loss)) {
        // A loss that is rounded as a subnormal number is no ordinary one under its weight.
        sum += outsideAt<T>(want, i, y, x, w, kept, posWeights, posWeight, scale, out);
        continue;
      }
      if (derivatives) {
        if (sizeof<T>() == 8 && want & Want.Hessian) derivative = probabilityHessian<T>(dialect, A, B, q, r);
        else derivative = dialect == Dialect.Torch ? torchGradient<T>(A, B, input, r) : slope<T>(A, B, q, r);
        if (isKeras) {
          // What is clipped does not change with p. NaN is not clipped.
          derivative = v128.andnot(derivative, v128.or(v128.lt<T>(input, least), v128.gt<T>(input, most)));
        }
        if (mayBeTiny && v128.any_true(v128.and(v128.lt<T>(q, tinyLimit), v128.gt<T>(q, splat<T>(0))))) isTame = false;
      }
    }

    let weight = one;
    if (w) weight = v128.load(w + at);
    if (kept) {
      // By selection, not by a product: NaN and infinities stay out, those of the weights too.
      const mask = keptMask<T>(kept + i);
      loss = v128.and(loss, mask);
      derivative = v128.and(derivative, mask);
      weight = v128.and(weight, mask);
    }
    if (w) {
      if (derivatives && !areTame<T>(weight)) isTame = false;
      if (want & Want.Sum) {
        sumLow = f64x2.add(sumLow, product<f64>(low<T>(weight), low<T>(loss)));
        if (sizeof<T>() == 4) sumHigh = f64x2.add(sumHigh, product<f64>(high(weight), high(loss)));
      }
      if (want & Want.Losses) loss = product<T>(weight, loss);
      derivative = product<T>(v128.mul<T>(factor, weight), derivative);
    } else {
      if (want & Want.Sum) {
        sumLow = f64x2.add(sumLow, low<T>(loss));
        if (sizeof<T>() == 4) sumHigh = f64x2.add(sumHigh, high(loss));
      }
      if (scale != 1) derivative = product<T>(factor, derivative);
    }
    if (want & Want.Losses) v128.store(out + at, loss);
    // The sum stays as it is, so that it is the same with the derivatives and without.
    if (!isTame) outsideAt<T>(derivatives, i, y, x, w, kept, posWeights, posWeight, scale, out);
    else if (derivatives) v128.store(out + at, derivative);
  }
  return sum + sumOfLanes(f64x2.add(sumLow, sumHigh));
}

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

/**
 * The second derivatives in float32: beside them the other roads of {@link general} would be short
 * of registers.
 */
function hessianF32(
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
    let isTame = true;
    let derivative: v128;
    if (dialect == Dialect.Logits) {
      const a = magnitude<f32>(input);
      const isFar = anyFar<f32>(a);
      const e = isFar ? farExpOfMinus<f32>(a) : normalExpOfMinus<f32>(a);
      isTame = !isFar || (!w && isPlain);
      let first = logitHessian(low<f32>(e));
      let last = logitHessian(high(e));
      if (!isPlain) {
        first = f64x2.mul(first, bothShares(low<f32>(label), keep, rest, low<f32>(multiple)));
        last = f64x2.mul(last, bothShares(high(label), keep, rest, high(multiple)));
      }
      derivative = narrow(first, last);
      // Of no label it would be one.
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
      if (mayBeTiny && v128.any_true(v128.and(v128.lt<f32>(q, tinyLimit), v128.gt<f32>(q, splat<f32>(0))))) isTame = false;
      if ((w || !isPlain) && isAnyFaint<f32>(label, label)) isTame = false;
    }
    if (kept) derivative = v128.and(derivative, keptMask<f32>(kept + i));
    if (w) {
      let weight = v128.load(w + at);
      if (kept) weight = v128.and(weight, keptMask<f32>(kept + i));
      if (!areTame<f32>(weight)) isTame = false;
      derivative = product<f32>(v128.mul<f32>(factor, weight), derivative);
    } else if (scale != 1) derivative = product<f32>(factor, derivative);
    if (isTame) v128.store(out + at, derivative);
    else outsideAt<f32>(Want.Hessian, i, y, x, w, kept, posWeights, posWeight, scale, out);
  }
}

/** The vector that begins with element i, computed outside. */
function outsideAt<T>(
  want: i32, i: i32, y: usize, x: usize, w: usize, kept: usize, posWeights: usize, posWeight: f64, scale: f64, out: usize,
): f64 {
  const at = (i as usize) * sizeof<T>();
  return outside(want, lanes<T>(), y + at, x + at, w && w + at, kept && kept + i, posWeights && posWeights + at, posWeight, scale, out && out + at);
}

/** All bits of a lane where its byte is not 0. */
// @ts-ignore: decorator
@inline
function keptMask<T>(at: usize): v128 {
  const shorts = i16x8.extend_low_i8x16_u(v128.load32_zero(at));
  const words = i32x4.extend_low_i16x8_u(shorts);
  if (sizeof<T>() == 4) return i32x4.ne(words, i32x4.splat(0));
  return i64x2.ne(i64x2.extend_low_i32x4_u(words), i64x2.splat(0));
}

/**
 * Where the last elements go that fill no vector: one vector for each array, in the order of the
 * arguments.
 */
// @ts-ignore: decorator
@external("env", "tail")
declare const tail: usize;

/** A vector of some elements, with the first of them in the lanes behind. */
function fillLanes<T>(to: usize, from: usize, bytes: usize): void {
  v128.store(to, v128.splat<T>(load<T>(from)));
  memory.copy(to, from, bytes);
}

function wholeVectors<T>(
  want: i32, dialect: i32, count: i32,
  y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64,
  scale: f64, out: usize,
): f64 {
  if (sizeof<T>() == 8 || want != Want.Hessian) {
    return general<T>(want, dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out);
  }
  hessianF32(dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out);
  return 0;
}

/** As {@link general}, for any count. */
// @ts-ignore: decorator
@inline
function generalWithTail<T>(
  want: i32, dialect: i32, count: i32,
  y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64,
  scale: f64, out: usize,
): f64 {
  const whole = count & ~(lanes<T>() - 1);
  let sum = wholeVectors<T>(
    want, dialect, whole, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out,
  );
  const left = count - whole;
  if (left) {
    const at = (whole as usize) * sizeof<T>();
    const bytes = (left as usize) * sizeof<T>();
    // The other lanes repeat an element: what a call before left there must not decide how a vector
    // is computed.
    fillLanes<T>(tail, y + at, bytes);
    fillLanes<T>(tail + 16, x + at, bytes);
    if (w) fillLanes<T>(tail + 32, w + at, bytes);
    store<u32>(tail + 48, 0);
    if (kept) memory.copy(tail + 48, kept + whole, left);
    else memory.fill(tail + 48, 1, left);
    if (posWeights) fillLanes<T>(tail + 64, posWeights + at, bytes);
    sum += wholeVectors<T>(
      want, dialect, lanes<T>(), tail, tail + 16, w && tail + 32, tail + 48, posWeights && tail + 64,
      posWeight, keep, rest, lowest, highest, added, scale, tail + 80,
    );
    if (want & ~Want.Sum) memory.copy(out + at, tail + 80, bytes);
  }
  return sum;
}

export function generalF32(
  want: i32, dialect: i32, count: i32,
  y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64,
  scale: f64, out: usize,
): f64 {
  return generalWithTail<f32>(
    want, dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out,
  );
}

export function generalF64(
  want: i32, dialect: i32, count: i32,
  y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64,
  scale: f64, out: usize,
): f64 {
  return generalWithTail<f64>(
    want, dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out,
  );
}
