// Probabilities in the Keras dialects with hard labels: the sum, and with it the losses one by one
// and the gradient. Vectors come in fours, whose calculations overlap.
//
// L = −log v, where v is q for a label of 1 and r for 0: v = |(1 − y) − c| + added in one, with the
// same roundings. In float32 the sum is the logarithm of a product, which float64 holds with an
// error of 2^−53 a factor. In float64 that would be too much for losses near 0: there two share a
// logarithm, and the product of those next to 1 is carried as its distance from 1. Under weights
// each has a logarithm of its own. With label smoothing s, and v' the other one of q and r, L = −(1
// − s / 2) log v − s / 2 log v'. Four with a label that is neither 0 nor 1, or with NaN, goes to
// the kernel that does everything.

import { Constant, constant } from "./constants";
import { Dialect, minusLog, smoothedLoss } from "./element";
import { everything } from "./general";
import { factorAt, high, lanes, low, madd, magnitude, maskOfFour, select, splat, sumOfLanes } from "./lanes";
import { logOfSum, normalLogOfSum } from "./log";
import { drop } from "./weigh";

/** q for h = 0, r for h = 1. */
// @ts-ignore: decorator
@inline
function chosen<T>(h: v128, c: v128, added: v128): v128 {
  return v128.add<T>(magnitude<T>(v128.sub<T>(h, c)), added);
}

// @ts-ignore: decorator
@inline
function clip<T>(p: v128, lowest: v128, highest: v128): v128 {
  // In this order NaN stays.
  return v128.pmin<T>(v128.pmax<T>(p, lowest), highest);
}

/** (1 − 2 y) (main / v − rest / v'), and 0 where p is clipped. */
// @ts-ignore: decorator
@inline
function gradient<T>(y: v128, h: v128, p: v128, c: v128, v: v128, main: v128, rest: v128, added: v128, isSmoothed: bool): v128 {
  const sign = v128.sub<T>(h, y);
  let g = v128.div<T>(v128.mul<T>(sign, main), v);
  if (isSmoothed) g = v128.sub<T>(g, v128.div<T>(v128.mul<T>(sign, rest), chosen<T>(y, c, added)));
  return v128.and(g, v128.eq<T>(c, p));
}

/** log(v w) in double precision. */
// @ts-ignore: decorator
@inline
function logOfPair(v: v128, w: v128): v128 {
  const one = constant<f64>(Constant.One);
  const product = f64x2.mul(v, w);
  // Above ½ both are, and what they lack of 1 is exact.
  const m = f64x2.sub(v, one);
  const n = f64x2.sub(w, one);
  const isNear = f64x2.gt(product, constant<f64>(Constant.Half));
  return normalLogOfSum<f64>(v128.and(one, isNear), select(madd<f64>(m, n, f64x2.add(m, n)), product, isNear));
}

/** The same, where the size of the code matters more than the call. */
function logOfOtherPair(v: v128, w: v128): v128 {
  return logOfPair(v, w);
}

/** The product with the first, or last, lanes of two vectors in it. */
// @ts-ignore: decorator
@inline
function withLows(product: v128, v0: v128, v1: v128): v128 {
  return f64x2.mul(product, f64x2.mul(low<f32>(v0), low<f32>(v1)));
}

// @ts-ignore: decorator
@inline
function withHighs(product: v128, v0: v128, v1: v128): v128 {
  return f64x2.mul(product, f64x2.mul(high(v0), high(v1)));
}

/** Fours whose factors a product holds: 32 factors in each lane, none below 2^−30, make 2^−960. */
const foursHeld = 8;

/** The exponents of two products, biased by 1023 each. */
// @ts-ignore: decorator
@inline
function exponentsOf(a: v128, b: v128): v128 {
  return i64x2.add(i64x2.shr_u(a, 52), i64x2.shr_u(b, 52));
}

/** The product without its exponent, in [1, 2). */
// @ts-ignore: decorator
@inline
function mantissaOf(product: v128): v128 {
  return v128.or(v128.and(product, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3ff0000000000000));
}

/**
 * The logarithm of the product of all lanes, with exponents that were taken out in so many turns.
 */
function logOfProduct(a: v128, b: v128, exponents: v128, turns: i32): f64 {
  const zero = f64x2.splat(0);
  const exponent = i64x2.extract_lane(exponents, 0) + i64x2.extract_lane(exponents, 1) - (turns as i64) * (4 * 1023);
  return sumOfLanes(f64x2.add(logOfSum<f64>(zero, a), logOfSum<f64>(zero, b))) + (exponent as f64) * 0.6931471805599453;
}

/** v, and 1, whose logarithm is 0, for what is left out. */
// @ts-ignore: decorator
@inline
function ofKept<T>(v: v128, kept: usize, mask: v128): v128 {
  return kept ? select(v, constant<T>(Constant.One), mask) : v;
}

/** Bits set where a label is neither 0 nor 1, of what is kept. */
// @ts-ignore: decorator
@inline
function softOf<T>(y: v128, h: v128, kept: usize, mask: v128): v128 {
  const soft = v128.mul<T>(y, h);
  return kept ? v128.and(soft, mask) : soft;
}

/** Whether a label is neither 0 nor 1, or a number is NaN. */
// @ts-ignore: decorator
@inline
function isOdd<T>(soft: v128, v0: v128, v1: v128, v2: v128, v3: v128): bool {
  const sum = v128.add<T>(v128.add<T>(v0, v1), v128.add<T>(v2, v3));
  return v128.any_true(v128.or(magnitude<T>(soft), v128.ne<T>(sum, sum)));
}

/**
 * Σ L over the elements kept; unless `out` is 0 it gets scale · dL/dp, 0 for what is left out. For q
 * and r that are nowhere below 2^−30.
 *
 * @param count Number of elements, whole fours of vectors.
 */
export function sumOfProbabilities<T>(
  count: i32, y: usize, p: usize, kept: usize, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64, scale: f64, out: usize,
): f64 {
  const isSmoothed = rest != 0;
  const one = constant<T>(Constant.One);
  const least = splat<T>(lowest);
  const most = splat<T>(highest);
  const plus = splat<T>(added);
  const main = splat<T>(scale * (keep + rest));
  const other = splat<T>(scale * rest);
  let sum: f64 = 0;
  let logs0 = f64x2.splat(1);
  let logs1 = logs0;
  let others0 = logs0;
  let others1 = logs0;
  let exponents = i64x2.splat(0);
  let otherExponents = i64x2.splat(0);
  let pairs0 = f64x2.splat(0);
  let pairs1 = f64x2.splat(0);
  let otherPairs = f64x2.splat(0);
  let held = 0;
  let turns = 0;
  const size = 4 * lanes<T>();
  for (let i = 0; i < count; i += size) {
    const at = (i as usize) * sizeof<T>();
    const p0 = v128.load(p + at);
    const p1 = v128.load(p + at, 16);
    const p2 = v128.load(p + at, 32);
    const p3 = v128.load(p + at, 48);
    const y0 = v128.load(y + at);
    const y1 = v128.load(y + at, 16);
    const y2 = v128.load(y + at, 32);
    const y3 = v128.load(y + at, 48);
    const c0 = clip<T>(p0, least, most);
    const c1 = clip<T>(p1, least, most);
    const c2 = clip<T>(p2, least, most);
    const c3 = clip<T>(p3, least, most);
    const h0 = v128.sub<T>(one, y0);
    const h1 = v128.sub<T>(one, y1);
    const h2 = v128.sub<T>(one, y2);
    const h3 = v128.sub<T>(one, y3);
    // Any vector will do where all are kept: nothing reads it.
    let m0 = one;
    let m1 = one;
    let m2 = one;
    let m3 = one;
    if (kept) {
      m0 = maskOfFour<T>(kept + i, 0);
      m1 = maskOfFour<T>(kept + i, 1);
      m2 = maskOfFour<T>(kept + i, 2);
      m3 = maskOfFour<T>(kept + i, 3);
    }
    const v0 = ofKept<T>(chosen<T>(h0, c0, plus), kept, m0);
    const v1 = ofKept<T>(chosen<T>(h1, c1, plus), kept, m1);
    const v2 = ofKept<T>(chosen<T>(h2, c2, plus), kept, m2);
    const v3 = ofKept<T>(chosen<T>(h3, c3, plus), kept, m3);
    const soft = v128.or(
      v128.or(softOf<T>(y0, h0, kept, m0), softOf<T>(y1, h1, kept, m1)),
      v128.or(softOf<T>(y2, h2, kept, m2), softOf<T>(y3, h3, kept, m3)),
    );
    if (isOdd<T>(soft, v0, v1, v2, v3)) {
      sum += everything<T>(
        Dialect.Clipped, size, y + at, p + at, 0, kept && kept + i, 0, 1, keep, rest, lowest, highest, added,
        scale, 0, out && out + at, 0,
      );
      continue;
    }
    if (out) {
      v128.store(out + at, gradient<T>(y0, h0, p0, c0, v0, main, other, plus, isSmoothed));
      v128.store(out + at, gradient<T>(y1, h1, p1, c1, v1, main, other, plus, isSmoothed), 16);
      v128.store(out + at, gradient<T>(y2, h2, p2, c2, v2, main, other, plus, isSmoothed), 32);
      v128.store(out + at, gradient<T>(y3, h3, p3, c3, v3, main, other, plus, isSmoothed), 48);
    }
    if (sizeof<T>() == 8) {
      pairs0 = f64x2.add(pairs0, logOfPair(v0, v1));
      pairs1 = f64x2.add(pairs1, logOfPair(v2, v3));
      if (isSmoothed) {
        const o0 = ofKept<T>(chosen<T>(y0, c0, plus), kept, m0);
        const o1 = ofKept<T>(chosen<T>(y1, c1, plus), kept, m1);
        const o2 = ofKept<T>(chosen<T>(y2, c2, plus), kept, m2);
        const o3 = ofKept<T>(chosen<T>(y3, c3, plus), kept, m3);
        otherPairs = f64x2.add(otherPairs, f64x2.add(logOfOtherPair(o0, o1), logOfOtherPair(o2, o3)));
      }
      continue;
    }
    logs0 = withLows(withLows(logs0, v0, v1), v2, v3);
    logs1 = withHighs(withHighs(logs1, v0, v1), v2, v3);
    if (isSmoothed) {
      const o0 = ofKept<T>(chosen<T>(y0, c0, plus), kept, m0);
      const o1 = ofKept<T>(chosen<T>(y1, c1, plus), kept, m1);
      const o2 = ofKept<T>(chosen<T>(y2, c2, plus), kept, m2);
      const o3 = ofKept<T>(chosen<T>(y3, c3, plus), kept, m3);
      others0 = withLows(withLows(others0, o0, o1), o2, o3);
      others1 = withHighs(withHighs(others1, o0, o1), o2, o3);
    }
    if (++held == foursHeld) {
      held = 0;
      turns++;
      exponents = i64x2.add(exponents, exponentsOf(logs0, logs1));
      logs0 = mantissaOf(logs0);
      logs1 = mantissaOf(logs1);
      if (isSmoothed) {
        otherExponents = i64x2.add(otherExponents, exponentsOf(others0, others1));
        others0 = mantissaOf(others0);
        others1 = mantissaOf(others1);
      }
    }
  }
  if (kept && out) drop<T>(count, out, kept);
  sum -= (keep + rest) * sumOfLanes(f64x2.add(pairs0, pairs1)) + rest * sumOfLanes(otherPairs);
  if (sizeof<T>() == 8) return sum;
  sum -= (keep + rest) * logOfProduct(logs0, logs1, exponents, turns);
  if (isSmoothed) sum -= rest * logOfProduct(others0, others1, otherExponents, turns);
  return sum;
}

/**
 * Writes losses one by one, without weights of any kind, and, unless `out` is 0, scale · factors ·
 * dL/dp; 0 for what is left out.
 *
 * @param count Number of elements, whole fours of vectors.
 * @returns The number of them before the first four that are not for this kernel.
 */
export function lossesOfProbabilities<T>(
  count: i32, y: usize, p: usize, kept: usize, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64, scale: f64, factors: usize, out: usize, losses: usize,
): i32 {
  const isSmoothed = rest != 0;
  const one = constant<T>(Constant.One);
  const least = splat<T>(lowest);
  const most = splat<T>(highest);
  const plus = splat<T>(added);
  const all = splat<T>(scale);
  const main = splat<T>(keep + rest);
  const other = splat<T>(rest);
  let i = 0;
  for (; i < count; i += 4 * lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    const p0 = v128.load(p + at);
    const p1 = v128.load(p + at, 16);
    const p2 = v128.load(p + at, 32);
    const p3 = v128.load(p + at, 48);
    const y0 = v128.load(y + at);
    const y1 = v128.load(y + at, 16);
    const y2 = v128.load(y + at, 32);
    const y3 = v128.load(y + at, 48);
    const c0 = clip<T>(p0, least, most);
    const c1 = clip<T>(p1, least, most);
    const c2 = clip<T>(p2, least, most);
    const c3 = clip<T>(p3, least, most);
    const h0 = v128.sub<T>(one, y0);
    const h1 = v128.sub<T>(one, y1);
    const h2 = v128.sub<T>(one, y2);
    const h3 = v128.sub<T>(one, y3);
    // Any vector will do where all are kept: nothing reads it.
    let m0 = one;
    let m1 = one;
    let m2 = one;
    let m3 = one;
    if (kept) {
      m0 = maskOfFour<T>(kept + i, 0);
      m1 = maskOfFour<T>(kept + i, 1);
      m2 = maskOfFour<T>(kept + i, 2);
      m3 = maskOfFour<T>(kept + i, 3);
    }
    const v0 = ofKept<T>(chosen<T>(h0, c0, plus), kept, m0);
    const v1 = ofKept<T>(chosen<T>(h1, c1, plus), kept, m1);
    const v2 = ofKept<T>(chosen<T>(h2, c2, plus), kept, m2);
    const v3 = ofKept<T>(chosen<T>(h3, c3, plus), kept, m3);
    const soft = v128.or(
      v128.or(softOf<T>(y0, h0, kept, m0), softOf<T>(y1, h1, kept, m1)),
      v128.or(softOf<T>(y2, h2, kept, m2), softOf<T>(y3, h3, kept, m3)),
    );
    if (isOdd<T>(soft, v0, v1, v2, v3)) break;
    if (out) {
      const g0 = gradient<T>(y0, h0, p0, c0, v0, main, other, plus, isSmoothed);
      const g1 = gradient<T>(y1, h1, p1, c1, v1, main, other, plus, isSmoothed);
      const g2 = gradient<T>(y2, h2, p2, c2, v2, main, other, plus, isSmoothed);
      const g3 = gradient<T>(y3, h3, p3, c3, v3, main, other, plus, isSmoothed);
      v128.store(out + at, v128.mul<T>(factorAt<T>(all, factors, at), g0));
      v128.store(out + at, v128.mul<T>(factorAt<T>(all, factors, at + 16), g1), 16);
      v128.store(out + at, v128.mul<T>(factorAt<T>(all, factors, at + 32), g2), 32);
      v128.store(out + at, v128.mul<T>(factorAt<T>(all, factors, at + 48), g3), 48);
    }
    if (isSmoothed) {
      v128.store(losses + at, smoothedLoss<T>(v0, ofKept<T>(chosen<T>(y0, c0, plus), kept, m0), keep, rest));
      v128.store(losses + at, smoothedLoss<T>(v1, ofKept<T>(chosen<T>(y1, c1, plus), kept, m1), keep, rest), 16);
      v128.store(losses + at, smoothedLoss<T>(v2, ofKept<T>(chosen<T>(y2, c2, plus), kept, m2), keep, rest), 32);
      v128.store(losses + at, smoothedLoss<T>(v3, ofKept<T>(chosen<T>(y3, c3, plus), kept, m3), keep, rest), 48);
      continue;
    }
    // All of them before the first is stored, as in logits.ts.
    const l0 = minusLog<T>(v0);
    const l1 = minusLog<T>(v1);
    const l2 = minusLog<T>(v2);
    const l3 = minusLog<T>(v3);
    v128.store(losses + at, l0);
    v128.store(losses + at, l1, 16);
    v128.store(losses + at, l2, 32);
    v128.store(losses + at, l3, 48);
  }
  if (kept) {
    // A logarithm of 1 is −0 once it is negated, and a factor may be any number.
    drop<T>(i, losses, kept);
    if (out) drop<T>(i, out, kept);
  }
  return i;
}
