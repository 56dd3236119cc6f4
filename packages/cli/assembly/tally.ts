// What bce score adds up of scored rows, from columns of doubles: to the record of a row's group,
// to the histogram over w L, and maybe to a histogram of the group's. All of it is memory that
// src/metrics/tally-memory.ts lays out.
//
// y label, x prediction as given, p its probability, w weight, L loss. All sums are exact:
// exact.ts. Weights are taken times a power of two that makes them ordinary; of a row whose numbers
// are odd even so nothing is added, and the caller is told.
//
// A block is gone through several times: first two rows at a time for what they add and where, then
// row by row to add it to bins, groups and histograms. Most additions wait for memory; in short
// loops many of them are under way at the same time.

import {
  addBlock,
  addPairToNarrow,
  addToLimbs,
  addToNarrow,
  addToPair,
  blockFirst,
  blockRest,
  carryLimbs,
  exponentOf,
  isNarrow,
  limbCount,
  storePairs,
} from "./exact";
import { countPlain, countWeighted } from "./histograms";
import { rankKey, rankKeys } from "./keys";

/** Bins of equal width over [0, 1]. */
const fineBins: i32 = 20;

// A record has of each bin the number of plain rows, of weight 1 and label 0 or 1, and that of
// positives of these; the number of other rows; pairs of Σ w p, of Σ w of those other rows that
// have label 0, and label 1; and for what these do not take narrow sums of Σ w p, Σ w and Σ w y.
// Then Σ w L, Σ w (p − y)², and Σ w p of what is too small for the first bin.
const othersAt: usize = 16;
const predictedAt: usize = 32;
const classesAt: usize = 48;
const narrowAt: usize = 80;
const binBytes: i32 = 128;
const limbsBytes: usize = 8 * limbCount;
const lossAt: usize = binBytes * fineBins;
const squaresAt: usize = lossAt + limbsBytes;
const smallAt: usize = squaresAt + limbsBytes;
const recordBytes: usize = smallAt + limbsBytes;

/** Records lie in chunks of 1,024. */
const chunkShift: u32 = 10;

/** Of a bin of the histogram over w L: all bits of the exponent and 8 of the mantissa. */
const costShift: i32 = 44;
const costMask: u64 = (1 << costShift) - 1;

/** Below this exponent a product may have lost bits, and above it is infinite or none. */
const leastProduct: u32 = 64;
const infinite: u32 = 0x7ff;

/** The exponent of the least weight that is ordinary: w p is narrow in all bins but the first. */
const leastWeight: u32 = 1023 - 19;
const leastPaired: f64 = reinterpret<f64>(<u64>leastWeight << 52);

/** Stands for the place of a row in a histogram that does not count it. */
const nowhere: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline
function recordAt(chunks: usize, group: u32): usize {
  return <usize>load<u32>(chunks + (<usize>(group >> chunkShift) << 2)) + <usize>(group & ((1 << chunkShift) - 1)) * recordBytes;
}

/**
 * Whether x y, which came to `product`, is what it would be without a smallest and a largest
 * number.
 */
// @ts-ignore: decorator
@inline
function isTrue(product: f64, isZero: bool): bool {
  const exponent = exponentOf(reinterpret<u64>(product));
  return exponent - leastProduct < infinite - leastProduct || (exponent < leastProduct && isZero);
}

/** Whether narrow sums take a weight and its shares of both classes. */
// @ts-ignore: decorator
@inline
function areNarrow(w: f64, y: f64): bool {
  if (exponentOf(reinterpret<u64>(w)) < leastWeight || !isNarrow(w)) return false;
  if ((y == 0) | (y == 1)) return true;
  const share = w * y;
  const rest = w - share;
  return isNarrow(share) && (isNarrow(rest) || rest == 0);
}

/** A row with a weight, by itself. False, and nothing is added, where it is odd. */
function addRow(record: usize, bin: usize, isPlain: bool, w: f64, y: f64, p: f64, loss: f64, cost: f64, square: f64, isSummed: bool): bool {
  const predicted = w * p;
  if (!isPlain && !areNarrow(w, y)) return false;
  if (!isTrue(cost, loss == 0) || !isTrue(square, p == y) || (!isPlain && !isTrue(predicted, p == 0))) return false;
  if (isPlain) countRow(bin, y);
  else {
    addToNarrow(bin + narrowAt + 16, w);
    addToNarrow(bin + narrowAt + 32, w * y);
    countOther(bin);
  }
  if (isNarrow(predicted)) addToNarrow(bin + narrowAt, predicted);
  else if (predicted != 0) addToLimbs(record + smallAt, predicted);
  if (!isSummed) addCosts(record, cost, square);
  return true;
}

// @ts-ignore: decorator
@inline
function countRow(bin: usize, y: f64): void {
  v128.store(bin, f64x2.add(v128.load(bin), f64x2.replace_lane(f64x2.splat(1), 1, y)));
}

// @ts-ignore: decorator
@inline
function countOther(bin: usize): void {
  store<f64>(bin + othersAt, load<f64>(bin + othersAt) + 1);
}

// @ts-ignore: decorator
@inline
function addCosts(record: usize, cost: f64, square: f64): void {
  addToLimbs(record + lossAt, cost);
  addToLimbs(record + squaresAt, square);
}

/**
 * Adds a cost to its bin, all of whose costs have the same first bits; the others add up in two
 * words.
 */
// @ts-ignore: decorator
@inline
function addCost(costs: usize, cost: f64): void {
  // Below 0 are losses of next to nothing, by rounding.
  const bits = cost > 0 ? reinterpret<u64>(cost) : 0;
  const at = costs + (<usize>(bits >> costShift) << 4);
  const sum = load<u64>(at, 8) + (bits & costMask);
  store<u64>(at, sum & ((1 << 62) - 1), 8);
  // What the second word cannot hold is counted in the first, above 40 bits for the number of rows.
  store<u64>(at, load<u64>(at) + 1 + ((sum >> 62) << 40));
}

/** Whether all rows have the weight 1 and a label of 0 or 1. */
function arePlain(count: i32, y: usize, w: usize): bool {
  const one = f64x2.splat(1);
  let other = f64x2.splat(0);
  for (let i: i32 = 0; i < count; i += 2) {
    const at = <usize>i << 3;
    const label = v128.load(y + at);
    const isOther = v128.or(f64x2.ne(v128.load(w + at), one), f64x2.ne(f64x2.mul(label, f64x2.sub(one, label)), f64x2.splat(0)));
    // Of an odd number the one behind decides nothing.
    other = v128.or(other, i + 1 < count ? isOther : v128.and(isOther, i64x2.replace_lane(i64x2.splat(-1), 1, 0)));
  }
  return !v128.any_true(other);
}

/**
 * Adds rows to the histograms of their groups, and gives the number of those whose group has none.
 * `T` is bool for plain rows.
 */
function countRowsOf<T>(count: i32, labels: usize, weights: usize, groups: usize, places: usize, histograms: usize, fold: u32): u32 {
  let bare: u32 = 0;
  for (let i: i32 = 0; i < count; i++) {
    const row = <usize>i << 3;
    const histogram = <usize>load<u32>(histograms + (<usize>load<u32>(groups + (<usize>i << 2)) << 2));
    const key = load<u32>(places + row, 4);
    if (histogram == 0) {
      bare++;
      continue;
    }
    if (key == nowhere) continue;
    const y = load<f64>(labels + row);
    if (isInteger<T>()) countPlain(histogram, key, y);
    else countWeighted(histogram, fold, key, load<f64>(weights + row), y);
  }
  return bare;
}

function isOneGroup(count: i32, groups: usize): bool {
  const first = i32x4.splat(load<i32>(groups));
  let others = i32x4.splat(0);
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) others = v128.or(others, v128.xor(first, v128.load(groups + (<usize>i << 2))));
  for (; i < count; i++) others = v128.or(others, v128.xor(first, v128.load32_splat(groups + (<usize>i << 2))));
  return !v128.any_true(others);
}

/** The units of sums over a block, and what is too large for them. */
const costUnit: i32 = -31;
const squareUnit: i32 = -45;
const mostCost: f64 = 524288;
const mostSquared: f64 = 32;

/**
 * Adds up all costs and squares two at a time. False, and nothing is added, where one is too large,
 * too small or has no size.
 */
function addBlockSums(record: usize, count: i32, costs: usize, squares: usize): bool {
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
 * @param histograms the address of each group's histogram, 0 for none: bins of the numbers of plain
 * rows with positive and with
 *   negative labels, and then bins of the weights of both of other rows
 * @param costs the histogram over w L
 * @param scratch room for 64 bytes for each row
 * @param found gets the number of rows that cost more than the threshold, the number of those whose
 * group has no histogram, that
 *   of odd rows, whether all rows are plain, and then the indices of the first kind
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
  // Of each row: the places of its bin and in a histogram, w, w L, w (p − y)², and pairs of w p and
  // of w.
  const room = <usize>(count + 1) << 3;
  const places = scratch;
  const weights = places + room;
  const spent = weights + room;
  const squares = spent + room;
  const predicted = squares + room;
  const weighed = predicted + (room << 1);
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
      marks = v128.or(marks, f64x2.lt(w, f64x2.splat(leastPaired)));
      marks = v128.or(marks, v128.and(f64x2.eq(cost, zero), f64x2.ne(loss, zero)));
      marks = v128.or(marks, f64x2.ne(f64x2.mul(y, f64x2.sub(one, y)), zero));
    }
    const bins = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(p, f64x2.splat(fineBins))), i32x4.splat(fineBins - 1));
    const keys = i32x4.shr_u(rankKeys(x, isLogit), fold);
    const offsets = v128.or(i32x4.shl(bins, 7), v128.and(i32x4.splat(1), i32x4.shuffle(marks, marks, 0, 2, 0, 2)));
    v128.store(places + row, i32x4.shuffle(offsets, keys, 0, 4, 1, 5));
  }
  const isOne = isOneGroup(count, groups);
  const isSummed = isOne && addBlockSums(recordAt(chunks, load<u32>(groups)), count, spent, squares);

  let above: usize = found + 16;
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
    ? countRowsOf<bool>(count, columns, weights, groups, places, histograms, fold)
    : countRowsOf<f64>(count, columns, weights, groups, places, histograms, fold);
  store<u32>(found, <u32>((above - found - 16) >> 2));
  store<u32>(found, bare, 4);
  store<u32>(found, <u32>((next - odd) >> 2), 8);
  store<u32>(found, isPlain, 12);
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

/** The highest of the groups. */
export function highestGroup(count: i32, groups: usize): u32 {
  let most = i32x4.splat(0);
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) most = i32x4.max_u(most, v128.load(groups + (<usize>i << 2)));
  for (; i < count; i++) most = i32x4.max_u(most, v128.load32_splat(groups + (<usize>i << 2)));
  const two = i32x4.max_u(most, i32x4.shuffle(most, most, 2, 3, 0, 1));
  return max(<u32>i32x4.extract_lane(two, 0), <u32>i32x4.extract_lane(two, 1));
}

/** Makes room in a record for 2^21 rows more: what pairs hold is carried over to narrow sums. */
export function carryBins(record: usize): void {
  for (let i: i32 = 0; i < fineBins; i++) {
    const bin = record + <usize>(i * binBytes);
    addPairToNarrow(bin + narrowAt, bin + predictedAt);
    // Both classes have a weight, and one of them counts as positive.
    addPairToNarrow(bin + narrowAt + 16, bin + classesAt);
    addPairToNarrow(bin + narrowAt + 16, bin + classesAt + 16);
    addPairToNarrow(bin + narrowAt + 32, bin + classesAt + 16);
    memory.fill(bin + predictedAt, 0, narrowAt - predictedAt);
  }
}

/** Makes room in a record for 2^30 rows more. */
export function carryRecord(record: usize): void {
  carryBins(record);
  for (let at = lossAt; at < recordBytes; at += limbsBytes) carryLimbs(record + at);
}
