// A pair: a sum in two words that one vector adds to, without rounding, of numbers from 0 on and
// below 64 that are multiples of 2^pairExponent. The first word counts 2^pairShift of these.

import { roundTo, wordOf } from "./multiples";
import { addWords, narrowExponent } from "./narrow";

export const pairExponent: i32 = -72;
export const pairShift: i32 = 42;

const firstExponent: i32 = pairExponent + pairShift;

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

// @ts-ignore: decorator
@inline
export function addToPair(at: usize, words: v128): void {
  v128.store(at, i64x2.add(v128.load(at), words));
}

/** Adds what a pair holds, from 0 on, to a narrow sum. */
export function addPairToNarrow(narrow: usize, pair: usize): void {
  addShifted(narrow, load<i64>(pair), pairShift + pairExponent - narrowExponent);
  addShifted(narrow, load<i64>(pair, 8), pairExponent - narrowExponent);
}

// @ts-ignore: decorator
@inline
function addShifted(narrow: usize, word: i64, shift: i32): void {
  addWords(narrow, word << shift, word >> (64 - shift));
}
