// What bce score adds up of scored rows, from columns of doubles: to the record of a row's group,
// to the histogram over w L, and maybe to a histogram of the group's. All of it is memory that
// src/metrics/tally-memory.ts lays out.
//
// y label, x prediction as given, p its probability, w weight, L loss. All sums are exact. Weights
// are taken times a power of two that makes them ordinary; of a row whose numbers are odd even so
// nothing is added, and the caller is told.
//
// A block is gone through several times: first two rows at a time for what they add and where, then
// row by row to add it to bins, groups and histograms. Most additions wait for memory; in short
// loops many of them are under way at the same time.

import { addBlockSums } from "./block-sums";
import { addCost } from "./costs";
import { countRowsOf, nowhere } from "./count-rows";
import { isOneGroup } from "./groups";
import { rankKeys } from "./keys";
import { addToPair, storeNarrow, storePairs } from "./pairs";
import {
  addCosts, addRow, binShift, classesAt, countOther, countRow, fineBins, predictedAt, recordAt,
} from "./record";
import { arePlain, isTrue, leastPaired } from "./row-kinds";

/** Bytes of scratch that addRows needs for each row, and words that it finds before any index. */
export const scratchBytes: i32 = 80;
export const foundWords: i32 = 4;

/**
 * Adds rows to the records and the histograms of their groups, and to the histogram over w L.
 * Columns have room for an even number of rows: of an odd number the one behind is read too, and
 * counts for nothing.
 *
 * @param columns y, x and w, `stride` bytes after each other
 * @param losses L
 * @param probabilities p, which may be x itself
 * @param groups the group of each row
 * @param chunks the address of each chunk of records
 * @param histograms the address of each group's histogram, 0 for none
 * @param costs the histogram over w L
 * @param scratch room for scratchBytes for each row
 * @param found gets the number of rows that cost more than the threshold, the number of those whose
 * group has no histogram, that of odd rows, whether all rows are plain, and then the indices of the
 * first kind
 * @param odd gets the indices of odd rows
 * @param scale, more two factors that make weights ordinary
 */
export function addRows(
  count: i32,
  columns: usize,
  stride: usize,
  losses: usize,
  probabilities: usize,
  groups: usize,
  chunks: usize,
  histograms: usize,
  costs: usize,
  scratch: usize,
  found: usize,
  odd: usize,
  threshold: f64,
  scale: f64,
  more: f64,
  isLogit: bool,
  fold: u32,
): void {
  const isPlain = scale == 1 && more == 1 && arePlain(count, columns, columns + 2 * stride);
  // Of each row: the places of its bin and in a histogram, w, w L, w (p − y)², pairs of w p and of w,
  // and w as narrow sums add it.
  const room = <usize>(count + 1) << 3;
  const places = scratch;
  const weights = places + room;
  const spent = weights + room;
  const squares = spent + room;
  const predicted = squares + room;
  const weighed = predicted + (room << 1);
  const words = weighed + (room << 1);
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  for (let i: i32 = 0; i < count; i += 2) {
    const row = <usize>i << 3;
    const at = columns + row;
    const y = v128.load(at);
    const x = v128.load(at + stride);
    const p = v128.load(probabilities + row);
    const loss = v128.load(losses + row);
    const w = isPlain ? one : f64x2.mul(f64x2.mul(v128.load(at + 2 * stride), f64x2.splat(scale)), f64x2.splat(more));
    const cost = isPlain ? loss : f64x2.mul(w, loss);
    v128.store(spent + row, cost);
    const d = f64x2.sub(p, y);
    const square = isPlain ? f64x2.mul(d, d) : f64x2.mul(f64x2.mul(w, d), d);
    v128.store(squares + row, square);
    // Rows that have to be looked at by themselves.
    let marks = storePairs(predicted + (row << 1), isPlain ? p : f64x2.mul(w, p));
    marks = v128.or(marks, v128.and(f64x2.eq(square, zero), f64x2.ne(d, zero)));
    if (!isPlain) {
      v128.store(weights + row, w);
      marks = v128.or(marks, storePairs(weighed + (row << 1), w));
      storeNarrow(words + (row << 1), w);
      marks = v128.or(marks, f64x2.lt(w, f64x2.splat(leastPaired)));
      marks = v128.or(marks, v128.and(f64x2.eq(cost, zero), f64x2.ne(loss, zero)));
      marks = v128.or(marks, f64x2.ne(f64x2.mul(y, f64x2.sub(one, y)), zero));
    }
    const bins = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(p, f64x2.splat(fineBins))), i32x4.splat(fineBins - 1));
    const isNegative = f64x2.eq(y, zero);
    const classes = v128.and(i32x4.splat(1), i32x4.shuffle(isNegative, isNegative, 0, 2, 0, 2));
    const keys = v128.or(i32x4.shl(i32x4.shr_u(rankKeys(x, isLogit), fold), 1), classes);
    const offsets = v128.or(i32x4.shl(bins, binShift), v128.and(i32x4.splat(1), i32x4.shuffle(marks, marks, 0, 2, 0, 2)));
    v128.store(places + row, i32x4.shuffle(offsets, keys, 0, 4, 1, 5));
  }
  const isOne = isOneGroup(count, groups);
  const isSummed = isOne && addBlockSums(recordAt(chunks, load<u32>(groups)), count, spent, squares);

  let above: usize = found + 4 * foundWords;
  let next = odd;
  let record = recordAt(chunks, load<u32>(groups));
  for (let i: i32 = 0; i < count; i++) {
    const row = <usize>i << 3;
    if (!isOne) record = recordAt(chunks, load<u32>(groups + (<usize>i << 2)));
    const place = load<u32>(places + row);
    const y = load<f64>(columns + row);
    const cost = load<f64>(spent + row);
    const square = load<f64>(squares + row);
    const bin = record + <usize>(place & ~1);
    if (!(place & 1) && (isSummed || (isTrue(cost, cost == 0) && isTrue(square, square == 0)))) {
      addToPair(bin + predictedAt, v128.load(predicted + (row << 1)));
      if (isPlain) countRow(bin, y);
      else {
        countOther(bin);
        addToPair(bin + classesAt + (<usize>(y == 1) << 4), v128.load(weighed + (row << 1)));
      }
      if (!isSummed) addCosts(record, cost, square);
    } else if (!isPlain && load<f64>(columns + 2 * stride + row) == 0) {
      // Rows of no weight are counted, and for nothing else.
      countOther(bin);
      store<u32>(places + row, nowhere, 4);
      continue;
    } else {
      const w = isPlain ? 1 : load<f64>(weights + row);
      const p = load<f64>(probabilities + row);
      if (!addRow(record, bin, isPlain, w, y, p, load<f64>(losses + row), cost, square, isSummed)) {
        // It was among the sums of the block.
        if (isSummed) addCosts(record, -cost, -square);
        store<u32>(places + row, nowhere, 4);
        store<u32>(next, i);
        next += 4;
        continue;
      }
    }
    addCost(costs, cost);
    store<u32>(above, i);
    above += <usize>(cost > threshold) << 2;
  }

  const bare = isPlain
    ? countRowsOf<bool>(count, columns, weights, words, groups, isOne, places, histograms, fold)
    : countRowsOf<f64>(count, columns, weights, words, groups, isOne, places, histograms, fold);
  store<u32>(found, <u32>((above - found - 4 * foundWords) >> 2));
  store<u32>(found, bare, 4);
  store<u32>(found, <u32>((next - odd) >> 2), 8);
  store<u32>(found, isPlain, 12);
}
