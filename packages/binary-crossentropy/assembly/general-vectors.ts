// The kernel that does everything, for whole vectors: any dialect, weights, selection, posWeight per
// label, and every number that a float can hold. Where a number on the way might leave the range of
// floats, its lane is computed outside. What is the same for all elements is decided by branches
// that are always predicted, so that one loop serves all calls; the sums that are worth a loop of
// their own are in logits.ts and probabilities.ts, second derivatives of float32 in hessian.ts, and
// the last elements, which fill no vector, in general.ts.

import { Constant, constant } from "./constants";
import {
  Dialect, factorOf, logitGradient, logitHessian, logitLoss, logLoss, plainLogitLoss, probabilityHessian, product,
  slope, softLanes, softSlope, torchGradient,
} from "./element";
import { anyFar, farExpOfMinus, farLanes, normalExpOfMinus } from "./exp";
import { faintLanes, high, keptMask, lanes, low, madd, magnitude, narrow, select, splat, sumOfLanes, wildLanes } from "./lanes";
import { normalLogOfSum } from "./log";
import { outsideLanes } from "./outside";

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
export function tinyFor<T>(): f64 {
  return sizeof<T>() == 4 ? 9.094947017729282e-13 : 3.872591914849318e-121;
}

/** The gradients of a vector; r, where it is not clipped, is 1 − q. */
// @ts-ignore: decorator
@inline
function softSlopes<T>(y: v128, w: v128, q: v128, r: v128, isClipped: bool): v128 {
  if (sizeof<T>() == 8) return softSlope(y, w, q, r, isClipped);
  const one = constant<f64>(Constant.One);
  const q0 = low<f32>(q);
  const q1 = high(q);
  return narrow(
    softSlope(low<f32>(y), low<f32>(w), q0, isClipped ? low<f32>(r) : f64x2.sub(one, q0), isClipped),
    softSlope(high(y), high(w), q1, isClipped ? high(r) : f64x2.sub(one, q1), isClipped),
  );
}

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
export function generalVectors<T>(
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
  // Whether a factor may bring back what has left the range of floats.
  const isWeighed = w != 0 || !isPlain || abs(scale) > 1;
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

    // Lanes computed outside in all that is wanted, and lanes of which only the derivatives are.
    let strange = splat<T>(0);
    let isStrange = false;
    let wild = strange;
    let isWild = false;
    let loss = one;
    let derivative = one;
    if (dialect == Dialect.Logits) {
      const a = magnitude<T>(input);
      const isFar = anyFar<T>(a);
      if (isFar && isWeighed) {
        strange = farLanes<T>(a);
        isStrange = true;
      }
      if (!isPlain) {
        // A label that is a subnormal number has no digits left for a factor.
        strange = v128.or(strange, faintLanes<T>(label));
        isStrange = v128.any_true(strange);
      }
      const e = isFar ? farExpOfMinus<T>(a) : normalExpOfMinus<T>(a);
      // A label of 0 or 1 under posWeight costs what it costs without, times a factor: as in logits.ts.
      const soft = isPlain || rest != 0 ? v128.not(splat<T>(0)) : softLanes<T>(label);
      const isWeighedHard = !isPlain && rest == 0;
      const own = isWeighedHard ? factorOf<T>(label, multiple) : one;
      if (want & (Want.Sum | Want.Losses)) {
        if (isPlain || isWeighedHard) loss = plainLogitLoss<T>(label, input, e, keep, rest, isFar);
        if (isWeighedHard) loss = v128.mul<T>(own, loss);
        if (!isPlain && v128.any_true(soft)) {
          loss = select(logitLoss<T>(A, B, input, normalLogOfSum<T>(one, e), false), loss, soft);
        }
      }
      if (want & Want.Gradient) {
        if (isWeighedHard) {
          derivative = v128.mul<T>(own, logitGradient<T>(A, label, input, e));
        }
        if (v128.any_true(soft)) derivative = select(logitGradient<T>(A, B, input, e), derivative, soft);
      }
      if (sizeof<T>() == 8 && want & Want.Hessian) {
        derivative = logitHessian(e);
        // NaN as a label would otherwise leave a number.
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
      if (isWeighed) {
        // A loss that is rounded as a subnormal number is no ordinary one under its weight.
        strange = v128.or(faintLanes<T>(label), faintLanes<T>(loss));
        isStrange = v128.any_true(strange);
      }
      if (derivatives) {
        if (sizeof<T>() == 8 && want & Want.Hessian) derivative = probabilityHessian<T>(dialect, A, B, q, r);
        else derivative = dialect == Dialect.Torch ? torchGradient<T>(A, B, input, r) : slope<T>(A, B, q, r);
        if (want & Want.Gradient && rest == 0 && dialect != Dialect.Torch) {
          const soft = v128.ne<T>(v128.mul<T>(A, B), splat<T>(0));
          if (v128.any_true(soft)) derivative = select(softSlopes<T>(label, multiple, q, r, isKeras), derivative, soft);
        }
        if (isKeras) {
          // What is clipped does not change with p. NaN is not clipped.
          derivative = v128.andnot(derivative, v128.or(v128.lt<T>(input, least), v128.gt<T>(input, most)));
        }
        if (mayBeTiny) {
          wild = v128.and(v128.lt<T>(q, tinyLimit), v128.gt<T>(q, splat<T>(0)));
          isWild = v128.any_true(wild);
        }
      }
    }

    if (isStrange) loss = v128.andnot(loss, strange);
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
      if (derivatives) {
        const untamed = wildLanes<T>(weight);
        if (v128.any_true(untamed)) {
          wild = v128.or(wild, untamed);
          isWild = true;
        }
      }
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
    const result = want & Want.Losses ? loss : derivative;
    if (isStrange || isWild) {
      sum += outsideLanes<T>(
        want, derivatives, i, y, x, w, kept, posWeights, posWeight, scale, out, strange, v128.or(strange, wild), result,
      );
    } else if (want & ~Want.Sum) v128.store(out + at, result);
  }
  return sum + sumOfLanes(f64x2.add(sumLow, sumHigh));
}
