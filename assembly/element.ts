// What binary cross-entropy is, lane by lane: a translation of src/semantics/element.ts, where the formulas and their
// sources stand. A = 1 − t and B = w t arrive computed, so that a label next to 0 or 1 keeps its small term.
//
// t label after smoothing, w posWeight, z logit, p probability, q and r what the two logarithms are taken of.

import { Bits, bits, Constant, constant } from "./constants";
import { sigmoidOfMinus } from "./exp";
import { high, low, magnitude, madd, narrow, nmadd, select, splat, unless } from "./lanes";
import { logOfSum } from "./log";

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

/** L = P |z| + (A + B) near, near = log1p(exp(−|z|)), where P is A for z ≥ 0 and else B. Infinite z are far. */
// @ts-ignore: decorator
@inline
export function logitLoss<T>(A: v128, B: v128, z: v128, near: v128, isFar: bool): v128 {
  const P = select(B, A, v128.lt<T>(z, splat<T>(0)));
  const a = magnitude<T>(z);
  const sum = isFar ? product<T>(P, a) : v128.mul<T>(P, a);
  return madd<T>(v128.add<T>(A, B), near, sum);
}

/** The same where A + B is 1: L = |z| P (1 − s) + |z| s / 2 + near with P of the label y itself. */
// @ts-ignore: decorator
@inline
export function plainLogitLoss<T>(y: v128, z: v128, near: v128, keep: f64, rest: f64, isFar: bool): v128 {
  const P = select(y, v128.sub<T>(constant<T>(Constant.One), y), v128.lt<T>(z, splat<T>(0)));
  const a = magnitude<T>(z);
  const both = rest == 0 ? near : madd<T>(a, splat<T>(rest), near);
  if (isFar) {
    const far = v128.add<T>(product<T>(v128.mul<T>(P, splat<T>(keep)), a), both);
    if (rest == 0) return far;
    // Of a label outside [0, 1] an infinite logit would make terms of both signs.
    const share = madd<T>(P, splat<T>(keep), splat<T>(rest));
    return select(product<T>(share, a), far, v128.eq<T>(a, constant<T>(Constant.Infinity)));
  }
  return madd<T>(v128.mul<T>(P, a), splat<T>(keep), both);
}

/** A − (A + B) σ(−z) for z ≥ 0, else (A + B) σ(z) − B. */
// @ts-ignore: decorator
@inline
export function logitGradient<T>(A: v128, B: v128, z: v128, e: v128): v128 {
  const isNegative = v128.lt<T>(z, splat<T>(0));
  const g = nmadd<T>(v128.add<T>(A, B), sigmoidOfMinus<T>(e), select(B, A, isNegative));
  return v128.xor(g, v128.and(isNegative, bits<T>(Bits.Sign)));
}

// Second derivatives are computed in double precision: in float32 their roundings would be too many.

/** e / (1 + e)², which is the second derivative but for a factor of A + B. */
// @ts-ignore: decorator
@inline
export function logitHessian(e: v128): v128 {
  return f64x2.div(e, madd<f64>(e, f64x2.add(f64x2.splat(2), e), f64x2.splat(1)));
}

/** Labels as they are given, and what is made of them: y, 1 − s, s / 2 and posWeight, in double precision. */
function mixed(y: v128, keep: v128, rest: v128, w: v128, first: v128, second: v128): v128 {
  const t = madd<f64>(y, keep, rest);
  const A = madd<f64>(f64x2.sub(f64x2.splat(1), y), keep, rest);
  return f64x2.neg(madd<f64>(A, second, f64x2.mul(f64x2.mul(w, t), first)));
}

/** The logarithm, and 0 for −∞ where its factor is 0. */
// @ts-ignore: decorator
@inline
function counted<T>(log: v128, factor: v128): v128 {
  return unless(log, v128.and(v128.eq<T>(factor, splat<T>(0)), v128.eq<T>(log, splat<T>(-Infinity))));
}

/**
 * −(w t log q + (1 − t) log r). The first logarithm is of p or q itself, the second of b + x. What is precise mixes the two
 * in double precision for labels that are neither 0 nor 1, since float32 would round too often.
 */
// @ts-ignore: decorator
@inline
export function logLoss<T>(
  A: v128, B: v128, y: v128, w: v128, keep: f64, rest: f64, q: v128, b: v128, x: v128, lowest: v128, isPrecise: bool,
): v128 {
  const zero = splat<T>(0);
  const one = constant<T>(Constant.One);
  const isOne = v128.and(v128.eq<T>(A, zero), v128.eq<T>(B, one));
  const isZero = v128.and(v128.eq<T>(B, zero), v128.eq<T>(A, one));
  // Out of [0, 1] the one that counts for nothing has no logarithm, and what comes of that is not a number.
  const isWithin = v128.and(v128.ge<T>(q, zero), v128.ge<T>(v128.add<T>(b, x), zero));
  if (!v128.any_true(v128.not(v128.and(v128.or(isOne, isZero), isWithin)))) {
    const log = logOfSum<T>(unless(b, isOne), select(q, x, isOne));
    return v128.neg<T>(v128.pmax<T>(log, lowest));
  }
  const first = counted<T>(v128.pmax<T>(logOfSum<T>(zero, q), lowest), B);
  const second = counted<T>(v128.pmax<T>(logOfSum<T>(b, x), lowest), A);
  return isPrecise
    ? mixedLoss<T>(y, w, f64x2.splat(keep), f64x2.splat(rest), first, second)
    : v128.neg<T>(madd<T>(B, first, v128.mul<T>(A, second)));
}

function mixedLoss<T>(y: v128, w: v128, keep: v128, rest: v128, first: v128, second: v128): v128 {
  const loss = mixed(low<T>(y), keep, rest, low<T>(w), low<T>(first), low<T>(second));
  return sizeof<T>() == 4 ? narrow(loss, mixed(high(y), keep, rest, high(w), high(first), high(second))) : loss;
}

/** A / r − B / q. */
// @ts-ignore: decorator
@inline
export function slope<T>(A: v128, B: v128, q: v128, r: v128): v128 {
  return v128.sub<T>(quotient<T>(A, r), quotient<T>(B, q));
}

/** A / r² + B / q², where r² is r s: s has twice the digits that r, rounded, has lost. */
// @ts-ignore: decorator
@inline
function curvature(A: v128, B: v128, q: v128, r: v128, s: v128): v128 {
  return f64x2.add(quotient<f64>(quotient<f64>(A, r), s), quotient<f64>(quotient<f64>(B, q), q));
}

/** (A p − B (1 − p)) / max(p (1 − p), 1e−12). */
// @ts-ignore: decorator
@inline
export function torchGradient<T>(A: v128, B: v128, p: v128, r: v128): v128 {
  const numerator = v128.sub<T>(v128.mul<T>(A, p), v128.mul<T>(B, r));
  return v128.div<T>(numerator, v128.pmax<T>(v128.mul<T>(p, r), splat<T>(1e-12)));
}

/** (A p² + B (1 − p)²) / ((p + 1e−12)² (1 − p + 1e−12)²). */
// @ts-ignore: decorator
@inline
function torchHessian(A: v128, B: v128, p: v128, r: v128): v128 {
  const small = f64x2.splat(1e-12);
  const numerator = madd<f64>(f64x2.mul(A, p), p, f64x2.mul(f64x2.mul(B, r), r));
  const root = f64x2.mul(f64x2.add(p, small), f64x2.add(r, small));
  return f64x2.div(f64x2.div(numerator, root), root);
}

/** The second derivative by p of two elements. */
export function probabilityHessian<T>(dialect: i32, A: v128, B: v128, p: v128, q: v128, r: v128): v128 {
  if (dialect == Dialect.Clipped) {
    const square = f64x2.mul(q, q);
    const other = f64x2.mul(r, r);
    const both = f64x2.mul(square, other);
    // One division is cheaper than four. Numbers of float32 have room for the squares; of float64 it is one rounding too many.
    if (sizeof<T>() == 8 || v128.any_true(f64x2.eq(both, f64x2.splat(0)))) return curvature(A, B, q, r, r);
    return f64x2.div(madd<f64>(A, square, f64x2.mul(B, other)), both);
  }
  const one = f64x2.splat(1);
  const rest = f64x2.sub(one, p);
  if (dialect == Dialect.Torch) return torchHessian(A, B, p, rest);
  const lost = f64x2.sub(f64x2.sub(one, rest), p);
  return curvature(A, B, q, rest, f64x2.add(rest, f64x2.add(lost, lost)));
}
