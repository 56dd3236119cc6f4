// The sums of costs and squares over a block of rows of one group, without rounding, two rows at a
// time: each number is cut into a multiple of 2^e and one of 2^(e − 51), which add up as integers.

import { addMultiple } from "./limbs";
import { rounder } from "./multiples";
import { lossAt, squaresAt } from "./record";

/** The units of sums over a block, and what is too large for them. */
const costUnit: i32 = -31;
const squareUnit: i32 = -45;
const mostCost: f64 = 524288;
const mostSquared: f64 = 32;

// What `rounder` adds to each term is taken off at the end.

// @ts-ignore: decorator
@inline
export function blockFirst(x: v128, e: i32): v128 {
  return f64x2.add(x, f64x2.splat(rounder(e)));
}

// @ts-ignore: decorator
@inline
export function blockRest(x: v128, first: v128, e: i32): v128 {
  return f64x2.sub(x, f64x2.sub(first, f64x2.splat(rounder(e))));
}

/** Adds the sum of `terms` terms in each lane, multiples of 2^e, to limbs. */
function addBlock(limbs: usize, sum: v128, terms: i64, e: i32): void {
  addMultiple(limbs, i64x2.extract_lane(sum, 0) - terms * reinterpret<i64>(rounder(e)), e);
  addMultiple(limbs, i64x2.extract_lane(sum, 1) - terms * reinterpret<i64>(rounder(e)), e);
}

/**
 * Adds up all costs and squares two at a time. False, and nothing is added, where one is too large,
 * too small or has no size.
 */
export function addBlockSums(record: usize, count: i32, costs: usize, squares: usize): bool {
  if (count & 1) {
    // What is left there by other rows must count for nothing.
    store<f64>(costs + (<usize>count << 3), 0);
    store<f64>(squares + (<usize>count << 3), 0);
  }
  let cost0 = i64x2.splat(0);
  let cost1 = i64x2.splat(0);
  let square0 = i64x2.splat(0);
  let square1 = i64x2.splat(0);
  let left = i64x2.splat(0);
  let most = f64x2.splat(0);
  let mostSquare = f64x2.splat(0);
  for (let i: i32 = 0; i < count; i += 2) {
    const row = <usize>i << 3;
    const cost = v128.load(costs + row);
    const square = v128.load(squares + row);
    most = f64x2.pmax(most, cost);
    mostSquare = f64x2.pmax(mostSquare, square);
    const a = blockFirst(cost, costUnit);
    const b = blockFirst(square, squareUnit);
    cost0 = i64x2.add(cost0, a);
    square0 = i64x2.add(square0, b);
    const costRest = blockRest(cost, a, costUnit);
    const squareRest = blockRest(square, b, squareUnit);
    const c = blockFirst(costRest, costUnit - 51);
    const d = blockFirst(squareRest, squareUnit - 51);
    cost1 = i64x2.add(cost1, c);
    square1 = i64x2.add(square1, d);
    // What is no number is not equal to itself.
    left = v128.or(left, f64x2.ne(blockRest(costRest, c, costUnit - 51), f64x2.splat(0)));
    left = v128.or(left, f64x2.ne(blockRest(squareRest, d, squareUnit - 51), f64x2.splat(0)));
  }
  left = v128.or(left, v128.or(f64x2.ge(most, f64x2.splat(mostCost)), f64x2.ge(mostSquare, f64x2.splat(mostSquared))));
  if (v128.any_true(left)) return false;
  const terms = <i64>((count + 1) >> 1);
  addBlock(record + lossAt, cost0, terms, costUnit);
  addBlock(record + lossAt, cost1, terms, costUnit - 51);
  addBlock(record + squaresAt, square0, terms, squareUnit);
  addBlock(record + squaresAt, square1, terms, squareUnit - 51);
  return true;
}
