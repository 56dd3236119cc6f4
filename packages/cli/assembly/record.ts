// A group's record: what is added up of its rows.
//
// Of each bin it has the number of plain rows, and that of positives of these; the number of other
// rows; pairs of Σ w p, and of Σ w of those other rows that have label 0, and label 1; and for what
// these do not take narrow sums of Σ w p, Σ w and Σ w y. Then limbs of Σ w L, Σ w (p − y)², and of
// Σ w p of what is too small for the first bin.

import { addToLimbs, carryLimbs, limbsBytes } from "./limbs";
import { addToNarrow, isNarrow } from "./narrow";
import { addPairToNarrow, addToPair } from "./pairs";
import { areNarrow, isTrue } from "./row-kinds";

/** Bins of equal width over [0, 1]. */
export const fineBins: i32 = 20;

/** Where in a bin what lies, in bytes. */
export const plainAt: usize = 0;
export const othersAt: usize = 16;
export const predictedAt: usize = 32;
export const classesAt: usize = 48;
export const narrowAt: usize = 80;
export const binShift: i32 = 7;
export const binBytes: i32 = 1 << binShift;

/** And in a record. */
export const lossAt: usize = binBytes * fineBins;
export const squaresAt: usize = lossAt + limbsBytes;
export const smallAt: usize = squaresAt + limbsBytes;
export const recordBytes: usize = smallAt + limbsBytes;

/** Records lie in chunks of 2^chunkShift. */
export const chunkShift: u32 = 10;

/** So many rows more have room after carryBins, and after carryRecord. */
export const rowsOfBins: i32 = 1 << 21;
export const rowsOfRecord: i32 = 1 << 30;

// @ts-ignore: decorator
@inline
export function recordAt(chunks: usize, group: u32): usize {
  return <usize>load<u32>(chunks + (<usize>(group >> chunkShift) << 2)) + <usize>(group & ((1 << chunkShift) - 1)) * recordBytes;
}

/** Adds a row by itself. False, and nothing is added, where it is odd. */
export function addRow(record: usize, bin: usize, isPlain: bool, w: f64, y: f64, p: f64, loss: f64, cost: f64, square: f64, isSummed: bool): bool {
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
export function countRow(bin: usize, y: f64): void {
  v128.store(bin, f64x2.add(v128.load(bin), f64x2.replace_lane(f64x2.splat(1), 1, y)));
}

// @ts-ignore: decorator
@inline
export function countOther(bin: usize): void {
  store<f64>(bin + othersAt, load<f64>(bin + othersAt) + 1);
}

// @ts-ignore: decorator
@inline
export function addCosts(record: usize, cost: f64, square: f64): void {
  addToLimbs(record + lossAt, cost);
  addToLimbs(record + squaresAt, square);
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
