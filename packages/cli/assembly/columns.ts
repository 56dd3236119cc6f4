// The sum of a column of terms, of either sign, without rounding, two at a time: each term is cut
// into multiples of four units, 51 bits apart, which add up as integers.

import { rounder } from "./multiples";
import { addToWindow } from "./window";

/** The first unit, and what is too large for it. */
const firstUnit: i32 = -36;
const mostTerm: f64 = 16384;
const step: i32 = 51;

/** Adds what lanes hold beyond what `rounder` added to each of so many terms. */
function addLanes(window: usize, sum: v128, terms: i64, e: i32): void {
  const more = terms * reinterpret<i64>(rounder(e));
  addUnits(window, i64x2.extract_lane(sum, 0) - more, e);
  addUnits(window, i64x2.extract_lane(sum, 1) - more, e);
}

/** Adds m 2^e. */
function addUnits(window: usize, m: i64, e: i32): void {
  const unit = reinterpret<f64>(<u64>(1023 + e) << 52);
  // Two doubles, each of which takes its half of the bits.
  addToWindow(window, <f64>(m >> 32) * 4294967296 * unit);
  addToWindow(window, <f64>(m & 0xffffffff) * unit);
}

/** Adds the first terms of a column, behind which there is room for one more. */
export function addColumn(window: usize, count: i32, terms: usize): void {
  // Of an odd number the one behind counts for nothing.
  store<f64>(terms + (<usize>count << 3), 0);
  let sum0 = i64x2.splat(0);
  let sum1 = i64x2.splat(0);
  let sum2 = i64x2.splat(0);
  let sum3 = i64x2.splat(0);
  let left = i64x2.splat(0);
  let most = f64x2.splat(0);
  const r0 = f64x2.splat(rounder(firstUnit));
  const r1 = f64x2.splat(rounder(firstUnit - step));
  const r2 = f64x2.splat(rounder(firstUnit - 2 * step));
  const r3 = f64x2.splat(rounder(firstUnit - 3 * step));
  for (let i: i32 = 0; i < count; i += 2) {
    let x = v128.load(terms + (<usize>i << 3));
    most = f64x2.pmax(most, f64x2.abs(x));
    const a = f64x2.add(x, r0);
    sum0 = i64x2.add(sum0, a);
    x = f64x2.sub(x, f64x2.sub(a, r0));
    const b = f64x2.add(x, r1);
    sum1 = i64x2.add(sum1, b);
    x = f64x2.sub(x, f64x2.sub(b, r1));
    const c = f64x2.add(x, r2);
    sum2 = i64x2.add(sum2, c);
    x = f64x2.sub(x, f64x2.sub(c, r2));
    const d = f64x2.add(x, r3);
    sum3 = i64x2.add(sum3, d);
    left = v128.or(left, f64x2.ne(x, f64x2.sub(d, r3)));
  }
  if (v128.any_true(v128.or(left, f64x2.ge(most, f64x2.splat(mostTerm))))) {
    for (let i: i32 = 0; i < count; i++) addToWindow(window, load<f64>(terms + (<usize>i << 3)));
    return;
  }
  const pairs = <i64>((count + 1) >> 1);
  addLanes(window, sum0, pairs, firstUnit);
  addLanes(window, sum1, pairs, firstUnit - step);
  addLanes(window, sum2, pairs, firstUnit - 2 * step);
  addLanes(window, sum3, pairs, firstUnit - 3 * step);
}
