// A pair: a sum in two words that one vector adds to, without rounding, of numbers from 0 on and
// below 64 that are multiples of 2^pairExponent. The first word counts 2^pairShift of these.

import { roundTo, wordOf } from "./multiples";
import { addWords, narrowExponent } from "./narrow";

export const pairExponent: i32 = -72;
export const pairShift: i32 = 42;

const firstExponent: i32 = pairExponent + pairShift;

/** How many units of a narrow sum the words count, as powers of two. */
const firstShift: i32 = firstExponent - narrowExponent;
const restShift: i32 = pairExponent - narrowExponent;

/** Below this the first word of a number has 36 bits. */
const mostPaired: f64 = 64;

/**
 * Writes the two words of each of two numbers, and tells in which lanes these are not all of it:
 * below 64 none may be lost.
 */
// @ts-ignore: decorator
@inline
export function storePairs(at: usize, x: v128): v128 {
  const first = wordOf(x, firstExponent);
  const rest = f64x2.sub(x, roundTo(x, firstExponent));
  const second = wordOf(rest, pairExponent);
  v128.store(at, i64x2.shuffle(first, second, 0, 2));
  v128.store(at, i64x2.shuffle(first, second, 1, 3), 16);
  return v128.or(f64x2.ne(rest, roundTo(rest, pairExponent)), f64x2.ge(x, f64x2.splat(mostPaired)));
}

/** Writes two numbers, of which storePairs keeps all, as the two words that a narrow sum adds. */
// @ts-ignore: decorator
@inline
export function storeNarrow(at: usize, x: v128): void {
  const first = wordOf(x, firstExponent);
  const second = wordOf(f64x2.sub(x, roundTo(x, firstExponent)), pairExponent);
  const low = i64x2.add(i64x2.shl(first, firstShift), i64x2.shl(second, restShift));
  // A second word below 0 borrows from the first.
  const high = i64x2.shr_u(i64x2.add(first, i64x2.lt_s(second, i64x2.splat(0))), 64 - firstShift);
  v128.store(at, i64x2.shuffle(low, high, 0, 2));
  v128.store(at, i64x2.shuffle(low, high, 1, 3), 16);
}

// @ts-ignore: decorator
@inline
export function addToPair(at: usize, words: v128): void {
  v128.store(at, i64x2.add(v128.load(at), words));
}

/** Adds what a pair holds, from 0 on, to a narrow sum. */
export function addPairToNarrow(narrow: usize, pair: usize): void {
  addShifted(narrow, load<i64>(pair), firstShift);
  addShifted(narrow, load<i64>(pair, 8), restShift);
}

// @ts-ignore: decorator
@inline
function addShifted(narrow: usize, word: i64, shift: i32): void {
  addWords(narrow, word << shift, word >> (64 - shift));
}
