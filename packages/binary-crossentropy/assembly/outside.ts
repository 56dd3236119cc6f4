// Elements that the vector loops leave to the kernel in JavaScript: those whose numbers might leave
// the range of floats on the way. Each lane goes by itself, so that what an element gives does not
// depend on the elements beside it.

import { lanes, select } from "./lanes";

/** Computes elements as general does, one by one and within the range of any float. */
// @ts-ignore: decorator
@external("env", "outside")
declare function outside(
  want: i32, count: i32, y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, scale: f64, out: usize,
): f64;

/** One bit for each lane, the first one lowest. */
// @ts-ignore: decorator
@inline
function bitsOf<T>(mask: v128): i32 {
  return sizeof<T>() == 4 ? i32x4.bitmask(mask) : i64x2.bitmask(mask);
}

/**
 * The lanes set in `all` of the vector that begins with element i, computed outside and written to
 * `out`, which gets the other lanes of `computed`; nothing is written where `out` is 0.
 *
 * @param whole Lanes of `all` of which everything is wanted; of the others only `derivatives`.
 * @returns Σ w L over the lanes of `whole`, if wanted.
 */
export function outsideLanes<T>(
  want: i32, derivatives: i32, i: i32, y: usize, x: usize, w: usize, kept: usize, posWeights: usize,
  posWeight: f64, scale: f64, out: usize, whole: v128, all: v128, computed: v128,
): f64 {
  const everything = bitsOf<T>(whole);
  const wanted = bitsOf<T>(all);
  let sum: f64 = 0;
  for (let lane = 0; lane < lanes<T>(); lane++) {
    if (!((wanted >> lane) & 1)) continue;
    const at = ((i + lane) as usize) * sizeof<T>();
    const isWhole = (everything >> lane) & 1;
    const loss = outside(
      isWhole ? want : derivatives, 1, y + at, x + at, w && w + at, kept && kept + i + lane,
      posWeights && posWeights + at, posWeight, scale, out && out + at,
    );
    if (isWhole) sum += loss;
  }
  if (out) {
    const to = out + (i as usize) * sizeof<T>();
    v128.store(to, select(v128.load(to), computed, all));
  }
  return sum;
}
