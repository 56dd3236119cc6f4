// Rows into histograms: those of a block into the histograms of their groups, or all into one.

import { countPlain, countWeighted, countWords } from "./histograms";
import { rankKey } from "./keys";
import { areNarrow, arePlain } from "./row-kinds";

/** Stands for the place of a row in a histogram that does not count it. */
export const nowhere: u32 = 0xffffffff;

/**
 * Adds rows to the histograms of their groups, and gives the number of those whose group has none.
 * `T` is bool for plain rows.
 *
 * @param places of each row two words, whose last bits say whether it has to be looked at by itself,
 * and the class: a key before it
 * @param words the weights of rows that need no look, as narrow sums add them
 */
export function countRowsOf<T>(
  count: i32, labels: usize, weights: usize, words: usize, groups: usize, isOne: bool, places: usize, histograms: usize, fold: u32,
): u32 {
  let bare: u32 = 0;
  let histogram = histogramOf(histograms, groups, 0);
  if (isOne && histogram == 0) return count;
  for (let i: i32 = 0; i < count; i++) {
    const row = <usize>i << 3;
    if (!isOne) histogram = histogramOf(histograms, groups, i);
    const place = load<u32>(places + row, 4);
    if (histogram == 0) {
      bare++;
      continue;
    }
    if (place == nowhere) continue;
    if (isInteger<T>()) countPlain(histogram, place >> 1, load<f64>(labels + row));
    else if (load<u8>(places + row) & 1) countWeighted(histogram, fold, place >> 1, load<f64>(weights + row), load<f64>(labels + row));
    else countWords(histogram, fold, place, words + (row << 1));
  }
  return bare;
}

// @ts-ignore: decorator
@inline
function histogramOf(histograms: usize, groups: usize, i: i32): usize {
  return <usize>load<u32>(histograms + (<usize>load<u32>(groups + (<usize>i << 2)) << 2));
}

/**
 * Adds rows to a histogram.
 *
 * @param found gets the number of odd ones, and whether all are plain
 * @param odd gets the indices of odd ones
 */
export function countRows(
  count: i32,
  x: usize,
  y: usize,
  w: usize,
  histogram: usize,
  found: usize,
  odd: usize,
  scale: f64,
  more: f64,
  isLogit: bool,
  fold: u32,
): void {
  const isPlain = scale == 1 && more == 1 && arePlain(count, y, w);
  let next = odd;
  for (let i: i32 = 0; i < count; i++) {
    const at = <usize>i << 3;
    const key = rankKey(load<f64>(x + at), isLogit) >> fold;
    const label = load<f64>(y + at);
    const weight = load<f64>(w + at) * scale * more;
    if (isPlain) countPlain(histogram, key, label);
    else if (areNarrow(weight, label)) {
      countWeighted(histogram, fold, key, weight, label);
    } else {
      store<u32>(next, i);
      next += 4;
    }
  }
  store<u32>(found, <u32>((next - odd) >> 2), 8);
  store<u32>(found, isPlain, 12);
}
