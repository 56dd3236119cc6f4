// What binary cross-entropy is, lane by lane: a translation of src/semantics/element.ts, where the
// formulas and their sources stand. A = 1 − t and B = w t arrive computed, so that a label next to
// 0 or 1 keeps its small term.
//
// t label after smoothing, w posWeight, z logit, p probability, q and r what the two logarithms are
// taken of.

import { Bits, bits, Constant, constant } from "./constants";
import { farLanes, sigmoidOfMinus } from "./exp";
import { high, low, magnitude, madd, narrow, nmadd, select, splat, unless } from "./lanes";
import { log1pPlus } from "./log1p";
import { areNormal, logOfSum, normalLogOfSum, normalLogPlus, sharedLogOfSum, specialLogOfSum } from "./log";

export enum Dialect {
  Logits,
  /** Both Keras dialects: c = clip(p, lowest, highest), q = c + added, r = 1 − c + added. */
  Clipped,
  Exact,
  Torch,
}

/** a · b with 0 · ∞ = 0. */
// @ts-ignore: decorator
@inline
export function product<T>(a: v128, b: v128): v128 {
  const ab = v128.mul<T>(a, b);
  const isMade = v128.and(v128.ne<T>(ab, ab), v128.and(v128.eq<T>(a, a), v128.eq<T>(b, b)));
  return unless(ab, isMade);
}

/** a / b with 0 / 0 = 0. */
// @ts-ignore: decorator
@inline
function quotient<T>(a: v128, b: v128): v128 {
  const zero = splat<T>(0);
  return unless(v128.div<T>(a, b), v128.and(v128.eq<T>(a, zero), v128.eq<T>(b, zero)));
}

/**
 * L = P |z| + (A + B) near, near = log1p(exp(−|z|)), where P is A for z ≥ 0 and else B. Infinite z
 * are far.
 */
// @ts-ignore: decorator
@inline
export function logitLoss<T>(A: v128, B: v128, z: v128, near: v128, isFar: bool): v128 {
  const P = select(B, A, v128.lt<T>(z, splat<T>(0)));
  const a = magnitude<T>(z);
  const sum = isFar ? product<T>(P, a) : v128.mul<T>(P, a);
  return madd<T>(v128.add<T>(A, B), near, sum);
}

/**
 * The same where A + B is 1, of e = exp(−|z|): L = |z| S + log1p(e), S = P (1 − s) + s / 2 with P of
 * the label y itself.
 */
// @ts-ignore: decorator
@inline
export function plainLogitLoss<T>(y: v128, z: v128, e: v128, keep: f64, rest: f64, isFar: bool): v128 {
  const one = constant<T>(Constant.One);
  const a = magnitude<T>(z);
  const isNegative = v128.lt<T>(z, splat<T>(0));
  const opposite = v128.sub<T>(one, y);
  const P = select(y, opposite, isNegative);
  const share = rest == 0 ? P : madd<T>(P, splat<T>(keep), splat<T>(rest));
  let sum: v128;
  if (sizeof<T>() == 4) {
    sum = log1pPlus(e, farOf<T>(v128.mul<T>(P, a), a, keep, rest));
    if (rest == 0) {
      const soft = softLanes<T>(y);
      if (v128.any_true(soft)) sum = select(softLogitLoss<T>(P, a, e, select(opposite, y, isNegative)), sum, soft);
    }
  } else if (rest == 0) sum = softLogitLoss<T>(P, a, e, select(opposite, y, isNegative));
  else sum = madd<T>(v128.mul<T>(P, a), splat<T>(keep), madd<T>(a, splat<T>(rest), normalLogOfSum<T>(one, e)));
  // So far out log1p(e) is e.
  return isFar ? select(v128.add<T>(product<T>(share, a), e), sum, farLanes<T>(a)) : sum;
}

/** |z| S of |z| P. */
// @ts-ignore: decorator
@inline
export function farOf<T>(far: v128, a: v128, keep: f64, rest: f64): v128 {
  return rest == 0 ? far : madd<T>(far, splat<T>(keep), v128.mul<T>(a, splat<T>(rest)));
}

/** |z| P + log1p(e), rounded less often; `other` is 1 − P. */
// @ts-ignore: decorator
@inline
function softLogitLoss<T>(P: v128, a: v128, e: v128, other: v128): v128 {
  // Below ½ 1 − P has digits that P has lost: there |z| P is |z| − |z| (1 − P).
  const isLarge = v128.lt<T>(other, constant<T>(Constant.Half));
  return normalLogPlus<T>(constant<T>(Constant.One), e, select(v128.neg<T>(other), P, isLarge), a, v128.and(a, isLarge));
}

/** The factor of what an element with a label of 0 or 1 costs: posWeight for 1. */
// @ts-ignore: decorator
@inline
export function factorOf<T>(y: v128, posWeight: v128): v128 {
  const one = constant<T>(Constant.One);
  return select(posWeight, one, v128.eq<T>(y, one));
}

/** Lanes of labels that are neither 0 nor 1. */
// @ts-ignore: decorator
@inline
export function softLanes<T>(y: v128): v128 {
  return v128.ne<T>(softness<T>(y), splat<T>(0));
}

/** ±0 for labels of 0 and 1. */
// @ts-ignore: decorator
@inline
export function softness<T>(y: v128): v128 {
  return v128.mul<T>(y, v128.sub<T>(constant<T>(Constant.One), y));
}

/** A − (A + B) σ(−z) for z ≥ 0, else (A + B) σ(z) − B. */
// @ts-ignore: decorator
@inline
export function logitGradient<T>(A: v128, B: v128, z: v128, e: v128): v128 {
  const isNegative = v128.lt<T>(z, splat<T>(0));
  const g = nmadd<T>(v128.add<T>(A, B), sigmoidOfMinus<T>(e), select(B, A, isNegative));
  return v128.xor(g, v128.and(isNegative, bits<T>(Bits.Sign)));
}

// Second derivatives, and losses between those of 0 and 1, are computed in double precision: in
// float32 their roundings would be too many. There A and B are made of the labels y themselves, 1 −
// s, s / 2 and posWeight w.

// @ts-ignore: decorator
@inline
export function negativeShare(y: v128, keep: f64, rest: f64): v128 {
  const A = f64x2.sub(constant<f64>(Constant.One), y);
  return rest == 0 ? A : madd<f64>(A, f64x2.splat(keep), f64x2.splat(rest));
}

// @ts-ignore: decorator
@inline
export function positiveShare(y: v128, keep: f64, rest: f64, w: v128, isPlain: bool): v128 {
  const t = rest == 0 ? y : madd<f64>(y, f64x2.splat(keep), f64x2.splat(rest));
  return isPlain ? t : f64x2.mul(w, t);
}

/** e / (1 + e)², which is the second derivative but for a factor of A + B. */
// @ts-ignore: decorator
@inline
export function logitHessian(e: v128): v128 {
  return f64x2.div(e, madd<f64>(e, f64x2.add(constant<f64>(Constant.Two), e), constant<f64>(Constant.One)));
}

/** The logarithm, and 0 for −∞ where its factor is 0. */
// @ts-ignore: decorator
@inline
function counted<T>(log: v128, factor: v128): v128 {
  return unless(log, v128.and(v128.eq<T>(factor, splat<T>(0)), v128.eq<T>(v128.neg<T>(log), constant<T>(Constant.Infinity))));
}

/** −log v of normal numbers. */
// @ts-ignore: decorator
@inline
export function minusLog<T>(v: v128): v128 {
  return v128.neg<T>(sharedLogOfSum<T>(splat<T>(0), v));
}

/**
 * The loss of a smoothed label that is 0 or 1: −(1 − s / 2) log v − s / 2 log v'. It is called: the
 * size of the code matters more.
 */
export function smoothedLoss<T>(v: v128, other: v128, keep: f64, rest: f64): v128 {
  return madd<T>(minusLog<T>(v), splat<T>(keep + rest), v128.mul<T>(minusLog<T>(other), splat<T>(rest)));
}

/**
 * −(w t log q + (1 − t) log r). The first logarithm is of p or q itself, the second of b + x. For
 * labels that are neither 0 nor 1 the two are mixed in double precision, since float32 would round
 * too often.
 *
 * @param isNormal Whether q and r are known to be normal numbers, or NaN.
 */
// @ts-ignore: decorator
@inline
export function logLoss<T>(
  A: v128, B: v128, y: v128, w: v128, keep: f64, rest: f64, q: v128, b: v128, x: v128, lowest: v128, isPlain: bool, isNormal: bool,
): v128 {
  const zero = splat<T>(0);
  const one = constant<T>(Constant.One);
  const r = v128.add<T>(b, x);
  const isOne = v128.and(v128.eq<T>(A, zero), v128.eq<T>(B, one));
  const isZero = v128.and(v128.eq<T>(B, zero), v128.eq<T>(A, one));
  let isHard = v128.or(isOne, isZero);
  // Out of [0, 1] the one that counts for nothing has no logarithm, and what comes of that is not a
  // number.
  if (!isNormal) isHard = v128.and(isHard, v128.and(v128.ge<T>(q, zero), v128.ge<T>(r, zero)));
  if (!v128.any_true(v128.not(isHard))) {
    const log = logOfSum<T>(unless(b, isOne), select(q, x, isOne));
    return v128.neg<T>(v128.pmax<T>(log, lowest));
  }
  let first: v128;
  let second: v128;
  if (isNormal || areNormal<T>(q, r)) {
    first = v128.pmax<T>(sharedLogOfSum<T>(zero, q), lowest);
    second = v128.pmax<T>(sharedLogOfSum<T>(b, x), lowest);
  } else {
    first = counted<T>(v128.pmax<T>(specialLogOfSum<T>(zero, q), lowest), B);
    second = counted<T>(v128.pmax<T>(specialLogOfSum<T>(b, x), lowest), A);
  }
  let loss = mixed<T>(low<T>(y), keep, rest, low<T>(w), low<T>(first), low<T>(second), isPlain);
  if (sizeof<T>() == 4) loss = narrow(loss, mixed<T>(high(y), keep, rest, high(w), high(first), high(second), isPlain));
  if (!isNormal || !isPlain || rest == 0) return loss;
  // As in probabilities.ts.
  const smoothed = smoothedLoss<T>(select(q, r, v128.eq<T>(y, one)), select(r, q, v128.eq<T>(y, one)), keep, rest);
  return select(loss, smoothed, softLanes<T>(y));
}

// @ts-ignore: decorator
@inline
function mixed<T>(y: v128, keep: f64, rest: f64, w: v128, first: v128, second: v128, isPlain: bool): v128 {
  const A = negativeShare(y, keep, rest);
  let positive = f64x2.mul(positiveShare(y, keep, rest, w, isPlain), first);
  if (sizeof<T>() == 8 && rest == 0) {
    // What 1 − y has lost by rounding. Of an infinite logarithm it would make another sign.
    const lost = f64x2.mul(f64x2.sub(f64x2.sub(constant<f64>(Constant.One), A), y), second);
    positive = f64x2.add(positive, v128.and(lost, f64x2.eq(f64x2.sub(lost, lost), splat<f64>(0))));
  }
  return f64x2.neg(madd<f64>(A, second, positive));
}

/** A / r − B / q. */
// @ts-ignore: decorator
@inline
export function slope<T>(A: v128, B: v128, q: v128, r: v128): v128 {
  return v128.sub<T>(quotient<T>(A, r), quotient<T>(B, q));
}

/**
 * (1 − y) / r − w y / q of two elements in double precision, for labels y that are neither 0 nor 1: in
 * {@link slope} the roundings of 1 − y and, unless it is clipped, of r = 1 − q would be too many.
 */
export function softSlope(y: v128, w: v128, q: v128, r: v128, isClipped: bool): v128 {
  const one = constant<f64>(Constant.One);
  const A = f64x2.sub(one, y);
  const first = quotient<f64>(A, r);
  const lostOfA = f64x2.sub(f64x2.sub(one, A), y);
  const lostOfR = isClipped ? f64x2.splat(0) : f64x2.sub(f64x2.sub(one, r), q);
  const lost = quotient<f64>(f64x2.sub(lostOfA, f64x2.mul(first, lostOfR)), r);
  // At the ends of the range there is nothing to mend.
  const mended = v128.and(lost, f64x2.eq(lost, lost));
  return f64x2.add(f64x2.sub(first, quotient<f64>(f64x2.mul(w, y), q)), mended);
}

/** (A p − B (1 − p)) / max(p (1 − p), 1e−12). */
// @ts-ignore: decorator
@inline
export function torchGradient<T>(A: v128, B: v128, p: v128, r: v128): v128 {
  const numerator = v128.sub<T>(v128.mul<T>(A, p), v128.mul<T>(B, r));
  return v128.div<T>(numerator, v128.pmax<T>(v128.mul<T>(p, r), splat<T>(1e-12)));
}

/** A / r² + B / q², where r² is r s: s has twice the digits that r, rounded, has lost. */
function curvature(A: v128, B: v128, q: v128, r: v128, s: v128): v128 {
  return f64x2.add(quotient<f64>(quotient<f64>(A, r), s), quotient<f64>(quotient<f64>(B, q), q));
}

/**
 * The second derivative by p of two elements. Numbers of float32 have room for squares, and one
 * division is cheaper than four; of float64 it is one rounding too many. The float64 of Dialect.Torch
 * is not computed here.
 */
// @ts-ignore: decorator
@inline
export function probabilityHessian<T>(
  dialect: i32, A: v128, B: v128, q: v128, r: v128,
): v128 {
  const isClipped = dialect == Dialect.Clipped;
  const one = constant<f64>(Constant.One);
  const other = isClipped ? r : f64x2.sub(one, q);
  if (sizeof<T>() == 8) {
    const lost = isClipped ? f64x2.splat(0) : f64x2.sub(f64x2.sub(one, other), q);
    return curvature(A, B, q, other, f64x2.add(other, f64x2.add(lost, lost)));
  }
  const numerator = madd<f64>(f64x2.mul(A, q), q, f64x2.mul(f64x2.mul(B, other), other));
  if (dialect == Dialect.Torch) {
    const small = f64x2.splat(1e-12);
    const root = f64x2.mul(f64x2.add(q, small), f64x2.add(other, small));
    return f64x2.div(numerator, f64x2.mul(root, root));
  }
  const root = f64x2.mul(q, other);
  const both = f64x2.mul(root, root);
  const quick = f64x2.div(numerator, both);
  // Not of 0, of 1, or of infinities.
  const isWithin = v128.and(f64x2.gt(both, f64x2.splat(0)), f64x2.lt(both, constant<f64>(Constant.Infinity)));
  return v128.all_true<u64>(isWithin) ? quick : select(quick, curvature(A, B, q, other, other), isWithin);
}
