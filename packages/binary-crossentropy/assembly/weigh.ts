// What losses and derivatives of a block are multiplied by, once they are there for weights of 1:
// posWeight where the label is 1, the weights of elements, a scale; and what selection leaves out.

import { factorOf } from "./element";
import { factorAt, high, keptMask, lanes, low, splat, sumOfLanes } from "./lanes";

/** A number for each lane: one each, or the same for all. */
// @ts-ignore: decorator
@inline
function numbersAt<T>(each: usize, same: f64, at: usize): v128 {
  return each ? v128.load(each + at) : splat<T>(same);
}

/**
 * Makes w · posWeight · L of L, in place, and 0 of what is left out. Addresses are 0 where there is
 * no such array.
 *
 * @param count Number of elements, whole vectors.
 * @param storesWeighted Whether w belongs into what is stored too.
 * @returns Their sum.
 */
function weighLosses<T>(
  count: i32, y: usize, losses: usize, w: usize, kept: usize, posWeights: usize, posWeight: f64, storesWeighted: bool,
): f64 {
  const isWeighed = posWeights != 0 || posWeight != 1;
  let firsts = f64x2.splat(0);
  let lasts = firsts;
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    let loss = v128.load(losses + at);
    if (isWeighed) loss = v128.mul<T>(factorOf<T>(v128.load(y + at), numbersAt<T>(posWeights, posWeight, at)), loss);
    if (kept) loss = v128.and(loss, keptMask<T>(kept + i));
    if (w) {
      let weight = v128.load(w + at);
      if (kept) weight = v128.and(weight, keptMask<T>(kept + i));
      firsts = f64x2.add(firsts, f64x2.mul(low<T>(weight), low<T>(loss)));
      if (sizeof<T>() == 4) lasts = f64x2.add(lasts, f64x2.mul(high(weight), high(loss)));
      if (storesWeighted) loss = v128.mul<T>(weight, loss);
    } else {
      firsts = f64x2.add(firsts, low<T>(loss));
      if (sizeof<T>() == 4) lasts = f64x2.add(lasts, high(loss));
    }
    v128.store(losses + at, loss);
  }
  return sumOfLanes(f64x2.add(firsts, lasts));
}

/** Makes scale · factor · posWeight · g of g, in place, and 0 of what is left out. */
function weighDerivatives<T>(
  count: i32, y: usize, out: usize, factors: usize, kept: usize, posWeights: usize, posWeight: f64, scale: f64,
): void {
  const isWeighed = posWeights != 0 || posWeight != 1;
  const all = splat<T>(scale);
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = (i as usize) * sizeof<T>();
    let g = v128.load(out + at);
    if (isWeighed) g = v128.mul<T>(factorOf<T>(v128.load(y + at), numbersAt<T>(posWeights, posWeight, at)), g);
    g = v128.mul<T>(factorAt<T>(all, factors, at), g);
    if (kept) g = v128.and(g, keptMask<T>(kept + i));
    v128.store(out + at, g);
  }
}

/** Makes 0 of what is left out, of whole vectors. */
export function dropDerivatives<T>(count: i32, out: usize, kept: usize): void {
  for (let i = 0; i < count; i += lanes<T>()) {
    const at = out + (i as usize) * sizeof<T>();
    v128.store(at, v128.and(v128.load(at), keptMask<T>(kept + i)));
  }
}

/** Both of them; `out` is 0 where there are no derivatives. */
export function weigh<T>(
  count: i32, y: usize, losses: usize, w: usize, kept: usize, posWeights: usize, posWeight: f64,
  scale: f64, factors: usize, out: usize, storesWeighted: bool,
): f64 {
  if (out) weighDerivatives<T>(count, y, out, factors, kept, posWeights, posWeight, scale);
  return weighLosses<T>(count, y, losses, w, kept, posWeights, posWeight, storesWeighted);
}
