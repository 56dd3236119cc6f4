// Probabilities in the Keras dialects with hard labels, all kept: the sum, and the sum with its
// gradient. Vectors come in fours, whose calculations overlap.
//
// L = −log v, where v is q for a label of 1 and r for 0: v = |(1 − y) − c| + added in one, with the
// same roundings. In float32 the sum is the logarithm of a product, which float64 holds with an
// error of 2^−53 a factor. In float64 that would be too much for losses near 0: there two share a
// logarithm, and the product of those next to 1 is carried as its distance from 1. Under weights
// each has a logarithm of its own. With label smoothing s, and v' the other one of q and r, L = −(1
// − s / 2) log v − s / 2 log v'. Four with a label that is neither 0 nor 1, or with NaN, goes to
// the kernel that does everything.

import { Constant, constant } from "./constants";
import { Dialect } from "./element";
import { generalF32, generalF64 } from "./general";
import { Want } from "./general-vectors";
import { areAllTame, high, lanes, low, madd, magnitude, scaleFour, select, splat, sumOfLanes, sumOfProducts } from "./lanes";
import { logOfSum, normalLogOfSum, sharedLogOfSum } from "./log";

/** q for h = 0, r for h = 1. */
// @ts-ignore: decorator
@inline
function chosen<T>(h: v128, c: v128, added: v128): v128 {
  return v128.add<T>(magnitude<T>(v128.sub<T>(h, c)), added);
}

/** Bits set where a label is neither 0 nor 1, or where NaN is among the numbers. */
// @ts-ignore: decorator
@inline
function odd<T>(y0: v128, h0: v128, v0: v128, y1: v128, h1: v128, v1: v128): v128 {
  const soft = magnitude<T>(v128.or(v128.mul<T>(y0, h0), v128.mul<T>(y1, h1)));
  const sum = v128.add<T>(v0, v1);
  return v128.or(soft, v128.ne<T>(sum, sum));
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

/** w log v of a vector, added up into two. */
// @ts-ignore: decorator
@inline
function weightedLog<T>(w: v128, v: v128): v128 {
  return sumOfProducts<T>(w, sharedLogOfSum<T>(f64x2.splat(0), v));
}

/** The same, where the size of the code matters more than the call. */
function otherWeightedLog<T>(w: v128, v: v128): v128 {
  return weightedLog<T>(w, v);
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

/**
 * Σ w L; unless `out` is 0 it gets scale · w · dL/dp. For q and r that are nowhere below 2^−30.
 * Without `w`, 0, all weights are 1.
 */
function sumOfProbabilities<T>(
  count: i32, y: usize, p: usize, w: usize, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64, scale: f64, out: usize,
): f64 {
  const want = out ? Want.Sum | Want.Gradient : Want.Sum;
  const isSmoothed = rest != 0;
  const one = constant<T>(Constant.One);
  const least = splat<T>(lowest);
  const most = splat<T>(highest);
  const plus = splat<T>(added);
  const factor = w ? 1.0 : scale;
  const main = splat<T>(factor * (keep + rest));
  const other = splat<T>(factor * rest);
  let sum: f64 = 0;
  let logs0 = f64x2.splat(1);
  let logs1 = logs0;
  let others0 = logs0;
  let others1 = logs0;
  let exponents = i64x2.splat(0);
  let otherExponents = i64x2.splat(0);
  let weighted0 = f64x2.splat(0);
  let weighted1 = f64x2.splat(0);
  let otherWeighted = f64x2.splat(0);
  let held = 0;
  let turns = 0;
  const size = 4 * lanes<T>();
  const whole = count & ~(size - 1);
  for (let i = 0; i < whole; i += size) {
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
    const v0 = chosen<T>(h0, c0, plus);
    const v1 = chosen<T>(h1, c1, plus);
    const v2 = chosen<T>(h2, c2, plus);
    const v3 = chosen<T>(h3, c3, plus);
    const isOdd = v128.any_true(v128.or(odd<T>(y0, h0, v0, y1, h1, v1), odd<T>(y2, h2, v2, y3, h3, v3)));
    if (isOdd) {
      sum += general<T>(want, size, y + at, p + at, w && w + at, keep, rest, lowest, highest, added, scale, out && out + at);
      continue;
    }
    if (out) {
      v128.store(out + at, gradient<T>(y0, h0, p0, c0, v0, main, other, plus, isSmoothed));
      v128.store(out + at, gradient<T>(y1, h1, p1, c1, v1, main, other, plus, isSmoothed), 16);
      v128.store(out + at, gradient<T>(y2, h2, p2, c2, v2, main, other, plus, isSmoothed), 32);
      v128.store(out + at, gradient<T>(y3, h3, p3, c3, v3, main, other, plus, isSmoothed), 48);
    }
    if (w) {
      const w0 = v128.load(w + at);
      const w1 = v128.load(w + at, 16);
      const w2 = v128.load(w + at, 32);
      const w3 = v128.load(w + at, 48);
      weighted0 = f64x2.add(weighted0, weightedLog<T>(w0, v0));
      weighted1 = f64x2.add(weighted1, weightedLog<T>(w1, v1));
      weighted0 = f64x2.add(weighted0, weightedLog<T>(w2, v2));
      weighted1 = f64x2.add(weighted1, weightedLog<T>(w3, v3));
      if (isSmoothed) {
        const o01 = f64x2.add(otherWeightedLog<T>(w0, chosen<T>(y0, c0, plus)), otherWeightedLog<T>(w1, chosen<T>(y1, c1, plus)));
        const o23 = f64x2.add(otherWeightedLog<T>(w2, chosen<T>(y2, c2, plus)), otherWeightedLog<T>(w3, chosen<T>(y3, c3, plus)));
        otherWeighted = f64x2.add(otherWeighted, f64x2.add(o01, o23));
      }
      if (out) scaleFour<T>(out + at, scale, w + at);
      continue;
    }
    if (sizeof<T>() == 8) {
      weighted0 = f64x2.add(weighted0, logOfPair(v0, v1));
      weighted1 = f64x2.add(weighted1, logOfPair(v2, v3));
      if (isSmoothed) {
        otherWeighted = f64x2.add(otherWeighted, logOfOtherPair(chosen<T>(y0, c0, plus), chosen<T>(y1, c1, plus)));
        otherWeighted = f64x2.add(otherWeighted, logOfOtherPair(chosen<T>(y2, c2, plus), chosen<T>(y3, c3, plus)));
      }
      continue;
    }
    logs0 = withLows(withLows(logs0, v0, v1), v2, v3);
    logs1 = withHighs(withHighs(logs1, v0, v1), v2, v3);
    if (isSmoothed) {
      const o0 = chosen<T>(y0, c0, plus);
      const o1 = chosen<T>(y1, c1, plus);
      const o2 = chosen<T>(y2, c2, plus);
      const o3 = chosen<T>(y3, c3, plus);
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
  const allWeighted = (keep + rest) * sumOfLanes(f64x2.add(weighted0, weighted1)) + rest * sumOfLanes(otherWeighted);
  // As in logits.ts.
  if (w && !out && !(abs(allWeighted) < Infinity)) {
    return general<T>(want, count, y, p, w, keep, rest, lowest, highest, added, scale, out);
  }
  if (whole < count) {
    const at = (whole as usize) * sizeof<T>();
    sum += general<T>(want, count - whole, y + at, p + at, w && w + at, keep, rest, lowest, highest, added, scale, out && out + at);
  }
  sum -= allWeighted;
  if (sizeof<T>() == 8) return sum;
  sum -= (keep + rest) * logOfProduct(logs0, logs1, exponents, turns);
  if (isSmoothed) sum -= rest * logOfProduct(others0, others1, otherExponents, turns);
  return sum;
}

function general<T>(
  want: i32, count: i32, y: usize, p: usize, w: usize, keep: f64, rest: f64, lowest: f64, highest: f64, added: f64, scale: f64, out: usize,
): f64 {
  if (sizeof<T>() == 4) {
    return generalF32(want, Dialect.Clipped, count, y, p, w, 0, 0, 1, keep, rest, lowest, highest, added, scale, out);
  }
  return generalF64(want, Dialect.Clipped, count, y, p, w, 0, 0, 1, keep, rest, lowest, highest, added, scale, out);
}

// @ts-ignore: decorator
@inline
function probabilities<T>(
  count: i32, y: usize, p: usize, w: usize, keep: f64, rest: f64, lowest: f64, highest: f64, added: f64, scale: f64, out: usize,
): f64 {
  const isPlain = !w || !out || areAllTame<T>(count & ~(lanes<T>() - 1), w);
  const sum = sumOfProbabilities<T>(count, y, p, w, keep, rest, lowest, highest, added, scale, isPlain ? out : 0);
  // The sum is the same under all weights, times what they have in common.
  if (!isPlain) general<T>(Want.Gradient, count, y, p, w, keep, rest, lowest, highest, added, scale, out);
  return sum;
}

export function probabilitiesF32(
  count: i32, y: usize, p: usize, w: usize, keep: f64, rest: f64, lowest: f64, highest: f64, added: f64, scale: f64, out: usize,
): f64 {
  return probabilities<f32>(count, y, p, w, keep, rest, lowest, highest, added, scale, out);
}

export function probabilitiesF64(
  count: i32, y: usize, p: usize, w: usize, keep: f64, rest: f64, lowest: f64, highest: f64, added: f64, scale: f64, out: usize,
): f64 {
  return probabilities<f64>(count, y, p, w, keep, rest, lowest, highest, added, scale, out);
}
