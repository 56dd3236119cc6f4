// Sums of products of w and of u = w L over the rows of each group, from which the variance and the
// skewness of its mean loss come; and Σ w and Σ u alone, of each cluster.
//
// Of rows of weight 1, which are most, u tells all: a record of theirs has their number, Σ u, Σ u²
// and Σ u³. A record of other rows has their number and Σ w, Σ u, Σ w², Σ w u, Σ u², Σ w³, Σ w² u,
// Σ w u², Σ u³. Squares keep every bit, since nearly equal losses cancel; third powers are rounded
// once each. src/metrics/moment-sums.ts adds odd rows by the same operations.

import { addColumn } from "./columns";
import { isOneGroup } from "./groups";
import { exponentOf } from "./limbs";
import { addToWindow, windowBytes } from "./window";

/** Where the sums begin in a record, behind the number of rows. */
export const momentsAt: usize = 16;
export const onesBytes: usize = momentsAt + 3 * windowBytes;
export const othersBytes: usize = momentsAt + 9 * windowBytes;
export const clusterBytes: usize = momentsAt + 2 * windowBytes;

/** Records lie in chunks of 2^momentShift. */
export const momentShift: u32 = 8;

/** The exponents of weights, and of w L that is not 0, whose products windows take. */
const leastWeight: u32 = 1023 - 40;
const leastCost: u32 = 1023 - 80;
const most: u32 = 1023 + 20;

// @ts-ignore: decorator
@inline
function isOrdinary(x: f64, least: u32): bool {
  return exponentOf(reinterpret<u64>(x)) - least < most - least;
}

// @ts-ignore: decorator
@inline
function recordOf(chunks: usize, number: u32, bytes: usize): usize {
  return <usize>load<u32>(chunks + (<usize>(number >> momentShift) << 2)) + <usize>(number & ((1 << momentShift) - 1)) * bytes;
}

// @ts-ignore: decorator
@inline
function upperHalf(x: f64): f64 {
  const c = 134217729 * x;
  return c - (c - x);
}

/** The bits that a product lacks which came to `rounded`: Dekker's. */
// @ts-ignore: decorator
@inline
function restOf(a: f64, b: f64, rounded: f64): f64 {
  const a0 = upperHalf(a);
  const b0 = upperHalf(b);
  const a1 = a - a0;
  const b1 = b - b0;
  return a1 * b1 - (rounded - a0 * b0 - a1 * b0 - a0 * b1);
}

// @ts-ignore: decorator
@inline
function addProduct(at: usize, a: f64, b: f64, rounded: f64): void {
  addToWindow(at, rounded);
  addToWindow(at, restOf(a, b, rounded));
}

/** Which sum each column of terms is for, in the order in which putOne and putOther write them. */
const onesColumns: i32 = 4;
const othersColumns: i32 = 12;
const onesSums = memory.data<u8>([0, 1, 1, 2]);
const othersSums = memory.data<u8>([0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8]);

/** Columns of terms that addMoments needs room for, of one row more than a block has. */
export const momentColumns: i32 = onesColumns + othersColumns;

// @ts-ignore: decorator
@inline
function putOne(at: usize, stride: usize, u: f64): void {
  const uu = u * u;
  store<f64>(at, u);
  store<f64>(at + stride, uu);
  store<f64>(at + 2 * stride, restOf(u, u, uu));
  store<f64>(at + 3 * stride, uu * u);
}

// @ts-ignore: decorator
@inline
function putOther(at: usize, stride: usize, w: f64, u: f64): void {
  const ww = w * w;
  const wu = w * u;
  const uu = u * u;
  store<f64>(at, w);
  store<f64>(at + stride, u);
  store<f64>(at + 2 * stride, ww);
  store<f64>(at + 3 * stride, restOf(w, w, ww));
  store<f64>(at + 4 * stride, wu);
  store<f64>(at + 5 * stride, restOf(w, u, wu));
  store<f64>(at + 6 * stride, uu);
  store<f64>(at + 7 * stride, restOf(u, u, uu));
  store<f64>(at + 8 * stride, ww * w);
  store<f64>(at + 9 * stride, ww * u);
  store<f64>(at + 10 * stride, uu * w);
  store<f64>(at + 11 * stride, uu * u);
}

/** Adds columns of so many terms to a record. */
function addColumns(record: usize, count: i32, columns: usize, stride: usize, sums: usize, many: i32): void {
  if (count == 0) return;
  store<f64>(record, load<f64>(record) + <f64>count);
  for (let i: i32 = 0; i < many; i++)
    addColumn(record + momentsAt + <usize>load<u8>(sums + i) * windowBytes, count, columns + <usize>i * stride);
}

// @ts-ignore: decorator
@inline
function countRow(record: usize): void {
  store<f64>(record, load<f64>(record) + 1);
}

/** Whether w L came to what it would be without a smallest and a largest number. */
// @ts-ignore: decorator
@inline
function isTrueCost(u: f64, loss: f64): bool {
  return isOrdinary(u, leastCost) || (u == 0 && loss == 0);
}

/** Adds the squares and cubes of the ordinary u of a row of weight 1. */
// @ts-ignore: decorator
@inline
function addOne(record: usize, u: f64): void {
  countRow(record);
  const at = record + momentsAt;
  const uu = u * u;
  addToWindow(at, u);
  addProduct(at + windowBytes, u, u, uu);
  addToWindow(at + 2 * windowBytes, uu * u);
}

function addOther(record: usize, w: f64, u: f64): void {
  countRow(record);
  const at = record + momentsAt;
  const ww = w * w;
  const wu = w * u;
  const uu = u * u;
  addToWindow(at, w);
  addProduct(at + 2 * windowBytes, w, w, ww);
  addToWindow(at + 5 * windowBytes, ww * w);
  if (u == 0) return;
  addToWindow(at + windowBytes, u);
  addProduct(at + 3 * windowBytes, w, u, wu);
  addProduct(at + 4 * windowBytes, u, u, uu);
  addToWindow(at + 6 * windowBytes, ww * u);
  addToWindow(at + 7 * windowBytes, uu * w);
  addToWindow(at + 8 * windowBytes, uu * u);
}

/**
 * Adds rows to the records of their groups, and returns the number of those that are odd: their
 * indices are written, and nothing of them is added. Rows of no weight are left out.
 *
 * @param ones, others the addresses of the chunks of records
 * @param scratch room for momentColumns of the rows and one more
 * @param scale, more two factors that make weights ordinary; weights of 1 are taken as they are
 */
export function addMoments(
  count: i32,
  losses: usize,
  weights: usize,
  groups: usize,
  ones: usize,
  others: usize,
  odd: usize,
  scratch: usize,
  scale: f64,
  more: f64,
): i32 {
  let next = odd;
  const isOne = isOneGroup(count, groups);
  const stride = <usize>(count + 1) << 3;
  const otherColumns = scratch + onesColumns * stride;
  let one = scratch;
  let other = otherColumns;
  for (let i: i32 = 0; i < count; i++) {
    const row = <usize>i << 3;
    const weight = load<f64>(weights + row);
    if (weight == 0) continue;
    const loss = load<f64>(losses + row);
    const group = load<u32>(groups + (<usize>i << 2));
    if (weight == 1 && isTrueCost(loss, loss)) {
      if (isOne) {
        putOne(one, stride, loss);
        one += 8;
      } else addOne(recordOf(ones, group, onesBytes), loss);
      continue;
    }
    const w = weight * scale * more;
    const u = w * loss;
    if (weight != 1 && isOrdinary(w, leastWeight) && isTrueCost(u, loss)) {
      if (isOne) {
        putOther(other, stride, w, u);
        other += 8;
      } else addOther(recordOf(others, group, othersBytes), w, u);
      continue;
    }
    store<u32>(next, i);
    next += 4;
  }
  const only = load<u32>(groups);
  addColumns(recordOf(ones, only, onesBytes), <i32>((one - scratch) >> 3), scratch, stride, onesSums, onesColumns);
  addColumns(recordOf(others, only, othersBytes), <i32>((other - otherColumns) >> 3), otherColumns, stride, othersSums, othersColumns);
  return <i32>((next - odd) >> 2);
}

/** The same for the records of clusters, which have the number of their rows, Σ w and Σ u. */
export function addClusters(
  count: i32,
  losses: usize,
  weights: usize,
  clusters: usize,
  chunks: usize,
  odd: usize,
  scale: f64,
  more: f64,
): i32 {
  let next = odd;
  for (let i: i32 = 0; i < count; i++) {
    const row = <usize>i << 3;
    const weight = load<f64>(weights + row);
    if (weight == 0) continue;
    const loss = load<f64>(losses + row);
    const w = weight * scale * more;
    const u = w * loss;
    if (isOrdinary(w, leastWeight) && isTrueCost(u, loss)) {
      const record = recordOf(chunks, load<u32>(clusters + (<usize>i << 2)), clusterBytes);
      countRow(record);
      addToWindow(record + momentsAt, w);
      addToWindow(record + momentsAt + windowBytes, u);
      continue;
    }
    store<u32>(next, i);
    next += 4;
  }
  return <i32>((next - odd) >> 2);
}
