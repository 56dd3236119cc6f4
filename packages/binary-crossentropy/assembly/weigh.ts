// What losses and derivatives of a block are multiplied by, once they are there: posWeight where the
// label is 1, and losses by the weights of elements.

import { factorOf } from "./element";
import { factorAt, high, keptMask, lanes, low, splat, sumOfLanes } from "./lanes";

/** posWeight of each lane. */
// @ts-ignore: decorator
@inline
function multipleAt<T>(y: usize, posWeights: usize, posWeight: f64, at: usize): v128 {
  return factorOf<T>(v128.load(y + at), posWeights ? v128.load(posWeights + at) : splat<T>(posWeight));
}

/** Makes scale · factor · (posWeight · g) of g, in place. */
function multiplyDerivatives<T>(
  count: i32, y: usize, posWeights: usize, posWeight: f64, scale: f64, factors: usize, out: usize,
): void {
  const all = splat<T>(scale);
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    const multiple = multipleAt<T>(y, posWeights, posWeight, at);
    v128.store(out + at, v128.mul<T>(factorAt<T>(all, factors, at), v128.mul<T>(multiple, v128.load(out + at))));
  }
}

/**
 * Σ w posWeight L, in double precision; stores the terms in the place of L, rounded, if that is
 * asked for.
 */
function sumUp<T>(
  count: i32, y: usize, losses: usize, w: usize, kept: usize, posWeights: usize, posWeight: f64, stores: bool,
): f64 {
  const hasMultiple = hasPosWeight(posWeights, posWeight);
  let firsts = f64x2.splat(0);
  let lasts = firsts;
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    let loss = v128.load(losses + at);
    if (hasMultiple) loss = v128.mul<T>(multipleAt<T>(y, posWeights, posWeight, at), loss);
    if (w) {
      let weight = v128.load(w + at);
      if (kept) weight = v128.and(weight, keptMask<T>(kept + i));
      firsts = f64x2.add(firsts, f64x2.mul(low<T>(weight), low<T>(loss)));
      if (sizeof<T>() == 4) lasts = f64x2.add(lasts, f64x2.mul(high(weight), high(loss)));
      loss = v128.mul<T>(weight, loss);
    } else {
      firsts = f64x2.add(firsts, low<T>(loss));
      if (sizeof<T>() == 4) lasts = f64x2.add(lasts, high(loss));
    }
    if (stores) v128.store(losses + at, loss);
  }
  return sumOfLanes(f64x2.add(firsts, lasts));
}

/** Makes 0 of what is left out, of whole vectors. */
export function drop<T>(count: i32, numbers: usize, kept: usize): void {
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = numbers + (i as usize) * sizeof<T>();
    v128.store(at, v128.and(v128.load(at), keptMask<T>(kept + i)));
  }
}

/** Whether posWeight is there: then derivatives are scaled here, after it, since they may be tiny. */
// @ts-ignore: decorator
@inline
export function hasPosWeight(posWeights: usize, posWeight: f64): bool {
  return posWeights != 0 || posWeight != 1;
}

/**
 * Multiplies losses by posWeight and by weights, and derivatives by posWeight, scale and factors if
 * {@link hasPosWeight}.
 *
 * @param count Number of elements, whole fours of vectors.
 * @param stores Whether w L is wanted in `losses`, and not just its sum.
 * @returns Σ w L, or 0 where nothing but losses as they are is wanted.
 */
export function weigh<T>(
  count: i32, y: usize, losses: usize, w: usize, kept: usize, posWeights: usize, posWeight: f64,
  scale: f64, factors: usize, out: usize, stores: bool,
): f64 {
  const hasMultiple = hasPosWeight(posWeights, posWeight);
  if (hasMultiple && out) multiplyDerivatives<T>(count, y, posWeights, posWeight, scale, factors, out);
  if (stores && !w && !hasMultiple) return 0;
  return sumUp<T>(count, y, losses, w, kept, posWeights, posWeight, stores);
}
