// What bce score adds up of scored rows, from columns of doubles: to the record of a row's group, to the histogram over w L, and
// maybe to a histogram of the group's. All of it is memory that cli/src/metrics/tally-memory.ts lays out.
//
// y label, x prediction as given, p its probability, w weight, L loss. All sums are exact: exact.ts. Weights are taken times a
// power of two that makes them ordinary; of a row whose numbers are odd even so nothing is added, and the caller is told.
//
// A block is gone through several times: first two rows at a time for what they add and where, then row by row to add it to
// bins, groups and histograms. Most additions wait for memory; in short loops many of them are under way at the same time.

import { addToLimbs, addToNarrow, carryLimbs, exponentOf, isNarrow, limbCount } from "./exact";
import { countPlain, countWeighted } from "./histograms";
import { rankKey, rankKeys } from "./keys";

/** Bins of equal width over [0, 1]. */
const fineBins: i32 = 20;

// A record has of each bin the number of plain rows, of weight 1 and label 0 or 1, of these the positives, Σ w p of all rows, and
// of other rows the number, Σ w and Σ w y; then Σ w L, Σ w (p − y)², and Σ w p of what is too small for the first bin.
const predictedAt: usize = 16;
const othersAt: usize = 32;
const weightAt: usize = 48;
const positiveAt: usize = 64;
const binBytes: i32 = 80;
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

/** Stands for the place of a row in a histogram that does not count it. */
const nowhere: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline
function recordAt(chunks: usize, group: u32): usize {
  return <usize>load<u32>(chunks + (<usize>(group >> chunkShift) << 2)) + <usize>(group & ((1 << chunkShift) - 1)) * recordBytes;
}

/** Whether x y, which came to `product`, is what it would be without a smallest and a largest number. */
// @ts-ignore: decorator
@inline
function isTrue(product: f64, isZero: bool): bool {
  const exponent = exponentOf(reinterpret<u64>(product));
  return exponent - leastProduct < infinite - leastProduct || (exponent < leastProduct && isZero);
}

/** A row of weight 1 and label 0 or 1. */
// @ts-ignore: decorator
@inline
function addPlain(record: usize, bin: usize, y: f64, p: f64, loss: f64, square: f64): bool {
  if (!isTrue(loss, loss == 0) || !isTrue(square, p == y)) return false;
  v128.store(bin, i64x2.add(v128.load(bin), i64x2.replace_lane(i64x2.splat(1), 1, <i64>y)));
  if (isNarrow(p)) addToNarrow(bin + predictedAt, p);
  else if (p != 0) addToLimbs(record + smallAt, p);
  addToLimbs(record + lossAt, loss);
  addToLimbs(record + squaresAt, square);
  return true;
}

/** Any other row that has a weight. */
// @ts-ignore: decorator
@inline
function addWeighted(record: usize, bin: usize, w: f64, y: f64, p: f64, loss: f64, cost: f64, square: f64): bool {
  const share = w * y;
  const rest = w - share;
  const predicted = w * p;
  if (exponentOf(reinterpret<u64>(w)) < leastWeight || !isNarrow(w)) return false;
  if ((!isNarrow(share) && y != 0) || (!isNarrow(rest) && rest != 0)) return false;
  if (!isTrue(cost, loss == 0) || !isTrue(square, p == y) || !isTrue(predicted, p == 0)) return false;
  store<i64>(bin + othersAt, load<i64>(bin + othersAt) + 1);
  addToNarrow(bin + weightAt, w);
  if (share != 0) addToNarrow(bin + positiveAt, share);
  if (isNarrow(predicted)) addToNarrow(bin + predictedAt, predicted);
  else if (predicted != 0) addToLimbs(record + smallAt, predicted);
  addToLimbs(record + lossAt, cost);
  addToLimbs(record + squaresAt, square);
  return true;
}

/** Adds a cost to its bin, all of whose costs have the same first bits; the others add up in two words. */
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
 * Adds rows to the records and the histograms of their groups, and to the histogram over w L. Columns have room for an even
 * number of rows: of an odd number the one behind is read too, and counts for nothing.
 *
 * @param columns y, x and w, `stride` bytes after each other
 * @param losses L
 * @param probabilities p, which may be x itself
 * @param groups the group of each row
 * @param chunks the address of each chunk of records
 * @param histograms the address of each group's histogram, 0 for none: bins of the numbers of plain rows with positive and with
 *   negative labels, and then bins of the weights of both of other rows
 * @param costs the histogram over w L
 * @param scratch room for 40 bytes for each row
 * @param found gets the number of rows that cost more than the threshold, the number of those whose group has no histogram, that
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
  // Of each row: the places of its bin and in a histogram, w, w L and w (p − y)².
  const places = scratch;
  const weights = places + (<usize>(count + 1) << 3);
  const spent = weights + (<usize>(count + 1) << 3);
  const squares = spent + (<usize>(count + 1) << 3);
  const zero = f64x2.splat(0);
  for (let i: i32 = 0; i < count; i += 2) {
    const row = <usize>i << 3;
    const at = columns + row;
    const x = v128.load(at + stride);
    const p = v128.load(probabilities + row);
    const w = f64x2.mul(f64x2.mul(v128.load(at + 2 * stride), f64x2.splat(scale)), f64x2.splat(more));
    v128.store(weights + row, w);
    v128.store(spent + row, f64x2.mul(w, v128.load(losses + row)));
    const d = f64x2.sub(p, v128.load(at));
    v128.store(squares + row, f64x2.mul(f64x2.mul(w, d), d));
    const bins = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(p, f64x2.splat(fineBins))), i32x4.splat(fineBins - 1));
    const keys = i32x4.shr_u(rankKeys(x, isLogit), fold);
    v128.store(places + row, i32x4.shuffle(i32x4.mul(bins, i32x4.splat(binBytes)), keys, 0, 4, 1, 5));
  }

  let above: usize = found + 16;
  let next = odd;
  for (let i: i32 = 0; i < count; i++) {
    const row = <usize>i << 3;
    const record = recordAt(chunks, load<u32>(groups + (<usize>i << 2)));
    const bin = record + <usize>load<u32>(places + row);
    const y = load<f64>(columns + row);
    const p = load<f64>(probabilities + row);
    const cost = load<f64>(spent + row);
    const square = load<f64>(squares + row);
    let isAdded = false;
    if (isPlain) isAdded = addPlain(record, bin, y, p, cost, square);
    else if (load<f64>(columns + 2 * stride + row) == 0) {
      // Rows of no weight are counted, and for nothing else.
      store<i64>(bin + othersAt, load<i64>(bin + othersAt) + 1);
      store<u32>(places + row, nowhere, 4);
      continue;
    } else isAdded = addWeighted(record, bin, load<f64>(weights + row), y, p, load<f64>(losses + row), cost, square);
    if (!isAdded) {
      store<u32>(places + row, nowhere, 4);
      store<u32>(next, i);
      next += 4;
      continue;
    }
    addCost(costs, cost);
    store<u32>(above, i);
    above += <usize>(cost > threshold) << 2;
  }

  let bare: u32 = 0;
  for (let i: i32 = 0; i < count; i++) {
    const row = <usize>i << 3;
    const histogram = <usize>load<u32>(histograms + (<usize>load<u32>(groups + (<usize>i << 2)) << 2));
    if (histogram == 0) {
      bare++;
      continue;
    }
    const key = load<u32>(places + row, 4);
    if (key == nowhere) continue;
    const y = load<f64>(columns + row);
    if (isPlain) countPlain(histogram, key, y);
    else {
      const w = load<f64>(weights + row);
      countWeighted(histogram, fold, key, w * y, w - w * y);
    }
  }
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
    const share = weight * label;
    const rest = weight - share;
    if (isPlain) countPlain(histogram, key, label);
    else if (exponentOf(reinterpret<u64>(weight)) >= leastWeight && isNarrow(weight) && (isNarrow(share) || label == 0) && (isNarrow(rest) || rest == 0)) {
      countWeighted(histogram, fold, key, share, rest);
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
  let most: u32 = 0;
  for (let i: i32 = 0; i < count; i++) most = max(most, load<u32>(groups + (<usize>i << 2)));
  return most;
}

/** Makes room in a record for 2^30 rows more. */
export function carryRecord(record: usize): void {
  for (let at = lossAt; at < recordBytes; at += limbsBytes) carryLimbs(record + at);
}
