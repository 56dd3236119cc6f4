// A histogram: pairs of doubles, the numbers of plain rows with positive and with negative labels,
// and behind all of them pairs of narrow sums, the weights of both of other rows.

import { addNarrow, addOnes, addToNarrow, addWords, narrowValue } from "./narrow";
import { keyBits } from "./keys";

/** Bytes of a bin, in the first part and in the second. */
export const plainBytes: usize = 16;
export const weightedBytes: usize = 32;

// @ts-ignore: decorator
@inline
export function countPlain(histogram: usize, key: u32, y: f64): void {
  const at = histogram + <usize>key * plainBytes;
  v128.store(at, f64x2.add(v128.load(at), f64x2.replace_lane(f64x2.splat(y), 1, 1 - y)));
}

/** Adds a row of a label of 0 or 1, whose place holds both the key and the class. */
// @ts-ignore: decorator
@inline
export function countWords(histogram: usize, fold: u32, place: u32, words: usize): void {
  const at = histogram + (plainBytes << (keyBits - fold)) + (<usize>place << 4);
  addWords(at, load<u64>(words), load<i64>(words, 8));
}

// @ts-ignore: decorator
@inline
export function countWeighted(histogram: usize, fold: u32, key: u32, w: f64, y: f64): void {
  const at = histogram + (plainBytes << (keyBits - fold)) + <usize>key * weightedBytes;
  if ((y == 0) | (y == 1)) addToNarrow(at + (<usize>(y == 0) << 4), w);
  else {
    addToNarrow(at, w * y);
    addToNarrow(at + 16, w - w * y);
  }
}

/** Adds one to another of as many bins. */
export function addHistogram(bins: i32, to: usize, from: usize, withWeighted: bool): void {
  const parts = <usize>bins * plainBytes;
  for (let at: usize = 0; at < parts; at += 16) v128.store(to + at, f64x2.add(v128.load(to + at), v128.load(from + at)));
  if (!withWeighted) return;
  const end = <usize>bins * (plainBytes + weightedBytes);
  for (let at = parts; at < end; at += 16) addNarrow(to + at, from + at);
}

/**
 * Makes bins `per` times as wide, in place: what is written lies before what is still to be read.
 * The rest is left empty.
 */
export function foldHistogram(bins: i32, histogram: usize, per: i32, withWeighted: bool): void {
  const wide = bins / per;
  for (let bin: i32 = 0; bin < wide; bin++) {
    let pair = f64x2.splat(0);
    const from = histogram + <usize>(bin * per) * plainBytes;
    for (let i: i32 = 0; i < per; i++) pair = f64x2.add(pair, v128.load(from + <usize>i * plainBytes));
    v128.store(histogram + <usize>bin * plainBytes, pair);
  }
  const to = histogram + <usize>wide * plainBytes;
  const from = histogram + <usize>bins * plainBytes;
  clear(to, from);
  if (!withWeighted) return;
  for (let bin: i32 = 0; bin < wide; bin++) foldWeighted(to + <usize>bin * weightedBytes, from + <usize>(bin * per) * weightedBytes, per);
  clear(to + <usize>wide * weightedBytes, histogram + <usize>bins * (plainBytes + weightedBytes));
}

/** Empties what is not empty: memory that nobody has written to takes no room. */
function clear(at: usize, end: usize): void {
  for (; at < end; at += 16) if (v128.any_true(v128.load(at))) v128.store(at, f64x2.splat(0));
}

function foldWeighted(to: usize, from: usize, per: i32): void {
  // The first bin may lie where it is written.
  for (let i: i32 = 0; i < per; i++, from += weightedBytes) {
    const positive = v128.load(from);
    const negative = v128.load(from, 16);
    if (i == 0) {
      v128.store(to, positive);
      v128.store(to, negative, 16);
      continue;
    }
    addNarrow(to, from);
    addNarrow(to + 16, from + 16);
  }
}

/** Turns the numbers of plain rows into weights, where weights are as they are. */
export function absorbPlain(bins: i32, histogram: usize): void {
  const narrow = histogram + <usize>bins * plainBytes;
  for (let i: i32 = 0; i < bins; i++) {
    const at = histogram + <usize>i * plainBytes;
    const rows = v128.load(at);
    if (!v128.any_true(rows)) continue;
    const weights = narrow + <usize>i * weightedBytes;
    addOnes(weights, f64x2.extract_lane(rows, 0));
    addOnes(weights + 16, f64x2.extract_lane(rows, 1));
    v128.store(at, f64x2.splat(0));
  }
}

/**
 * Writes the weights, rounded once, as pairs of doubles to where all is 0: of every bin, or only of
 * those that are not empty.
 *
 * @returns where the pairs end
 */
export function roundHistogram(bins: i32, histogram: usize, to: usize, isDense: bool): usize {
  let from = histogram + <usize>bins * plainBytes;
  for (let i: i32 = 0; i < bins; i++, from += weightedBytes) {
    if (!v128.any_true(v128.or(v128.load(from), v128.load(from, 16)))) {
      to += <usize>isDense << 4;
      continue;
    }
    store<f64>(to, narrowValue(from));
    store<f64>(to, narrowValue(from + 16), 8);
    to += 16;
  }
  return to;
}
