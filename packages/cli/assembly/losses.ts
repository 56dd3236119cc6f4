// Whether rows can be scored, and the loss of each row in double precision: from the same lines as
// the library's kernels, for what most files hold. The library's own call serves every shape and
// option; here rows lie in columns, and there is nothing to lay out.

import { Constant, constant } from "binary-crossentropy/assembly/constants";
import { logitLoss } from "binary-crossentropy/assembly/element";
import { anyFar, farExpOfMinus, normalExpOfMinus, sigmoidOfMinus } from "binary-crossentropy/assembly/exp";
import { madd, magnitude, select } from "binary-crossentropy/assembly/lanes";
import { normalLogOfSum } from "binary-crossentropy/assembly/log";

// @ts-ignore: decorator
@inline
function isIn(x: v128, lowest: f64, highest: f64): v128 {
  return v128.and(f64x2.ge(x, f64x2.splat(lowest)), f64x2.le(x, f64x2.splat(highest)));
}

/**
 * Whether all rows can be scored: src/rows/can-be-scored.ts, where the ranges come from. Rows
 * come one by one up to an even index, and then in twos.
 */
export function areGood(
  start: i32, end: i32,
  labels: usize, predictions: usize, weights: usize,
  lowestLabel: f64, highestLabel: f64,
  lowestPrediction: f64, highestPrediction: f64,
  lowestWeight: f64, highestWeight: f64,
): bool {
  let isGood = i64x2.splat(-1);
  let i = start;
  while (i < end) {
    const at = <usize>i << 3;
    const isPair = i % 2 == 0 && i + 1 < end;
    // A row alone stands for both.
    const y = isPair ? v128.load(labels + at) : v128.load64_splat(labels + at);
    const x = isPair ? v128.load(predictions + at) : v128.load64_splat(predictions + at);
    const w = isPair ? v128.load(weights + at) : v128.load64_splat(weights + at);
    isGood = v128.and(isGood, isIn(y, lowestLabel, highestLabel));
    isGood = v128.and(isGood, isIn(x, lowestPrediction, highestPrediction));
    isGood = v128.and(isGood, isIn(w, lowestWeight, highestWeight));
    i += isPair ? 2 : 1;
  }
  return i64x2.all_true(isGood);
}

/**
 * L = −log v for probabilities in the Keras dialects, where v is q for a label of 1 and r for 0:
 * binary-crossentropy/assembly/probabilities.ts. For q and r that are normal numbers. Rows come in
 * twos: of an odd number one more is read and written.
 *
 * @returns whether all labels are 0 or 1; if not, the losses are not right.
 */
export function hardLosses(count: i32, labels: usize, predictions: usize, losses: usize, lowest: f64, highest: f64, added: f64): bool {
  const zero = f64x2.splat(0);
  const one = constant<f64>(Constant.One);
  const least = f64x2.splat(lowest);
  const most = f64x2.splat(highest);
  const plus = f64x2.splat(added);
  let soft = zero;
  // What is left there by other rows must decide nothing.
  if (count & 1) store<f64>(labels + (<usize>count << 3), 0);
  for (let i: i32 = 0; i < count; i += 2) {
    const at = <usize>i << 3;
    const y = v128.load(labels + at);
    const c = f64x2.pmin(f64x2.pmax(v128.load(predictions + at), least), most);
    const h = f64x2.sub(one, y);
    soft = v128.or(soft, f64x2.mul(y, h));
    const v = f64x2.add(magnitude<f64>(f64x2.sub(h, c)), plus);
    v128.store(losses + at, f64x2.neg(normalLogOfSum<f64>(zero, v)));
  }
  return !v128.any_true(magnitude<f64>(soft));
}

/**
 * L of logits, and their probabilities. Rows come in twos as above.
 *
 * @param keep 1 − s, and rest s / 2, where s is the label smoothing.
 */
export function logitLosses(
  count: i32,
  labels: usize,
  logits: usize,
  losses: usize,
  probabilities: usize,
  keep: f64,
  rest: f64,
  posWeight: f64,
): void {
  const one = constant<f64>(Constant.One);
  const kept = f64x2.splat(keep);
  const added = f64x2.splat(rest);
  const factor = f64x2.splat(posWeight);
  for (let i: i32 = 0; i < count; i += 2) {
    const at = <usize>i << 3;
    const y = v128.load(labels + at);
    const z = v128.load(logits + at);
    const a = magnitude<f64>(z);
    const isFar = anyFar<f64>(a);
    const e = isFar ? farExpOfMinus<f64>(a) : normalExpOfMinus<f64>(a);
    const A = madd<f64>(f64x2.sub(one, y), kept, added);
    const B = f64x2.mul(madd<f64>(y, kept, added), factor);
    v128.store(losses + at, logitLoss<f64>(A, B, z, normalLogOfSum<f64>(one, e), isFar));
    const p = select(sigmoidOfMinus<f64>(e), f64x2.div(one, f64x2.add(one, e)), f64x2.lt(z, f64x2.splat(0)));
    v128.store(probabilities + at, p);
  }
}
