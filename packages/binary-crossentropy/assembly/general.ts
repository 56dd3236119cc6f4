// Any number of elements for the kernel that does everything: whole vectors where they lie, and the
// last elements, which fill none, in a vector of their own.

import { generalVectors, Want } from "./general-vectors";
import { hessianF32 } from "./hessian";
import { lanes } from "./lanes";

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
    return generalVectors<T>(want, dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out);
  }
  hessianF32(dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out);
  return 0;
}

/** As generalVectors, for any count. */
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

/**
 * Σ w L with, unless they are 0, the losses w L in `losses` and scale · factor · dL/dx in `out`, which
 * may be x.
 */
export function everything<T>(
  dialect: i32, count: i32,
  y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64,
  scale: f64, factors: usize, out: usize, losses: usize,
): f64 {
  const isOne = out && !losses && factors == w;
  const want = isOne ? Want.Sum | Want.Gradient : losses ? Want.Sum | Want.Losses : Want.Sum;
  const sum = general<T>(
    want, dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, isOne ? out : losses,
  );
  if (out && !isOne) {
    general<T>(
      Want.Gradient, dialect, count, y, x, factors, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out,
    );
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function general<T>(
  want: i32, dialect: i32, count: i32,
  y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, keep: f64, rest: f64,
  lowest: f64, highest: f64, added: f64,
  scale: f64, out: usize,
): f64 {
  if (sizeof<T>() == 4) {
    return generalF32(want, dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out);
  }
  return generalF64(want, dialect, count, y, x, w, kept, posWeights, posWeight, keep, rest, lowest, highest, added, scale, out);
}
