// From rows that were kept as they are to exact areas and curves: the weights of both classes at
// each prediction.

import type { RankedWeights } from "./areas.js";
import type { KeptRows } from "./block.js";
import { scale, split } from "./exact.js";
import { distinct } from "./ranked-points.js";
import { RunningSum } from "./running-sum.js";
import { sortOrder } from "./sort-order.js";

/** Rows by their distinct predictions, in ascending order. */
export interface RankedRows {
  readonly predictions: Float64Array;
  readonly weights: RankedWeights;
}

export function rankRows(rows: KeptRows): RankedRows {
  if (arePlain(rows)) return rankPlain(rows);
  const { predictions } = rows;
  const order = sortOrder(predictions, predictions.length);
  return { predictions: distinct(predictions, order), weights: weighRows(rows, order) };
}

function arePlain({ labels, weights }: KeptRows): boolean {
  for (let i = 0; i < labels.length; i++)
    if (weights[i] !== 1 || (labels[i] !== 0 && labels[i] !== 1)) return false;
  return true;
}

/**
 * Counts plain rows. Each class is sorted by itself: of such a row there is nothing else to know, and
 * numbers alone are sorted faster than their places.
 */
function rankPlain({ predictions, labels }: KeptRows): RankedRows {
  const [positives, negatives] = [1, 0].map((label) => sortedOf(predictions, labels, label)) as [
    Float64Array,
    Float64Array,
  ];
  const found = new Float64Array(predictions.length);
  const pairs = new Float64Array(2 * predictions.length);
  let length = 0;
  for (let [i, j] = [0, 0]; i < positives.length || j < negatives.length; length++) {
    const x = Math.min(positives[i] ?? Infinity, negatives[j] ?? Infinity);
    const [firstI, firstJ] = [i, j];
    while (i < positives.length && positives[i] === x) i++;
    while (j < negatives.length && negatives[j] === x) j++;
    // −0 counts as 0.
    found[length] = x + 0;
    pairs[2 * length] = i - firstI;
    pairs[2 * length + 1] = j - firstJ;
  }
  return {
    predictions: found.subarray(0, length),
    weights: { pairs: pairs.subarray(0, 2 * length), positive: 0, negative: 0 },
  };
}

/** The predictions of rows with a label, in ascending order. */
function sortedOf(predictions: Float64Array, labels: Float64Array, label: number): Float64Array {
  const found = new Float64Array(predictions.length);
  let length = 0;
  for (let i = 0; i < predictions.length; i++)
    if (labels[i] === label) found[length++] = predictions[i]!;
  return found.subarray(0, length).sort();
}

/** A class's weight of each row, times 2 to the power of what `exponents` has for it. */
interface Terms {
  readonly values: Float64Array;
  readonly exponents: Int16Array;
}

function weighRows({ predictions, labels, weights }: KeptRows, order: Uint32Array): RankedWeights {
  const { positives, negatives } = terms(labels, weights, order.length);
  const [positive, negative] = [unitOf(positives), unitOf(negatives)];
  const pairs = new Float64Array(2 * order.length);
  const sum = new RunningSum();
  let at = 0;
  for (let start = 0; start < order.length; at += 2) {
    const x = predictions[order[start]!]!;
    let end = start + 1;
    while (end < order.length && predictions[order[end]!] === x) end++;
    pairs[at] = sumOf(sum, positives, order, start, end, positive);
    pairs[at + 1] = sumOf(sum, negatives, order, start, end, negative);
    start = end;
  }
  return { pairs: pairs.subarray(0, at), positive, negative };
}

function terms(
  labels: Float64Array,
  weights: Float64Array,
  count: number,
): { positives: Terms; negatives: Terms } {
  const none = () => ({ values: new Float64Array(count), exponents: new Int16Array(count) });
  const [positives, negatives] = [none(), none()];
  for (let i = 0; i < count; i++) {
    const [w, y] = [weights[i]!, labels[i]!];
    if (w > 2 ** -400 && w < 2 ** 400 && (y === 0 || y > 2 ** -400)) {
      positives.values[i] = w * y;
      negatives.values[i] = w - w * y;
      continue;
    }
    // Without a smallest and a largest number.
    const [weight, label] = [split(w), split(y)];
    positives.values[i] = weight.mantissa * label.mantissa;
    positives.exponents[i] = weight.exponent + label.exponent;
    negatives.values[i] = weight.mantissa - weight.mantissa * y;
    negatives.exponents[i] = weight.exponent;
  }
  return { positives, negatives };
}

/** The exponent of the largest; 0 where all are ordinary. */
function unitOf({ values, exponents }: Terms): number {
  let most = -Infinity;
  let isOrdinary = true;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    isOrdinary &&= exponents[i] === 0;
    if (!isOrdinary) break;
  }
  if (isOrdinary) return 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0) most = Math.max(most, split(values[i]!).exponent + exponents[i]!);
  }
  return most;
}

/** The weight of the rows from one place in the order up to another, rounded once. */
function sumOf(
  sum: RunningSum,
  { values, exponents }: Terms,
  order: Uint32Array,
  start: number,
  end: number,
  unit: number,
): number {
  const [first, last] = [order[start]!, order[end - 1]!];
  if (end - start === 1) return scale(values[first]!, exponents[first]! - unit);
  if (end - start === 2 && exponents[first] === 0 && exponents[last] === 0)
    return scale(values[first]! + values[last]!, -unit);
  for (let i = start; i < end; i++) sum.add(values[order[i]!]!, exponents[order[i]!]!);
  const total = sum.round(unit);
  sum.clear();
  return total;
}
