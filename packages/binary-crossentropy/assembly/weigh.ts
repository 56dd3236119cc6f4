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

/**
 * Makes posWeight · L of L and scale · factor · (posWeight · g) of g, in place. Addresses are 0 where
 * there is no such array.
 */
function multiply<T>(
  count: i32, y: usize, losses: usize, posWeights: usize, posWeight: f64, scale: f64, factors: usize, out: usize,
): void {
  const all = splat<T>(scale);
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    const multiple = multipleAt<T>(y, posWeights, posWeight, at);
    v128.store(losses + at, v128.mul<T>(multiple, v128.load(losses + at)));
    if (out) v128.store(out + at, v128.mul<T>(factorAt<T>(all, factors, at), v128.mul<T>(multiple, v128.load(out + at))));
  }
}

/** Σ w L, w L being stored too if that is asked for. */
function sumUp<T>(count: i32, losses: usize, w: usize, kept: usize, storesWeighted: bool): f64 {
  let firsts = f64x2.splat(0);
  let lasts = firsts;
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    const loss = v128.load(losses + at);
    if (w) {
      let weight = v128.load(w + at);
      if (kept) weight = v128.and(weight, keptMask<T>(kept + i));
      firsts = f64x2.add(firsts, f64x2.mul(low<T>(weight), low<T>(loss)));
      if (sizeof<T>() == 4) lasts = f64x2.add(lasts, f64x2.mul(high(weight), high(loss)));
      if (storesWeighted) v128.store(losses + at, v128.mul<T>(weight, loss));
    } else {
      firsts = f64x2.add(firsts, low<T>(loss));
      if (sizeof<T>() == 4) lasts = f64x2.add(lasts, high(loss));
    }
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
 * @param count Number of elements, whole vectors.
 * @param storesWeighted Whether w L is wanted in `losses`, and not just its sum.
 * @returns Σ w L, or anything where only unweighted losses are wanted.
 */
export function weigh<T>(
  count: i32, y: usize, losses: usize, w: usize, kept: usize, posWeights: usize, posWeight: f64,
  scale: f64, factors: usize, out: usize, storesWeighted: bool,
): f64 {
  if (hasPosWeight(posWeights, posWeight)) multiply<T>(count, y, losses, posWeights, posWeight, scale, factors, out);
  return storesWeighted && !w ? 0 : sumUp<T>(count, losses, w, kept, storesWeighted);
}
