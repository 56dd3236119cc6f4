// All rows by their prediction: the weight of both classes at each, in ascending order. Exact where
// rows are kept; from a histogram, each of its bins stands at its middle.

import { keyBits } from "../wasm/numbers.js";
import type { RankedWeights } from "./areas.js";
import { scale } from "./exact.js";

export interface RankedPoints {
  /** Probabilities, or logits as they were given. */
  readonly predictions: Float64Array;
  /** In a unit of their own, which is the same for both. */
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  readonly exact: boolean;
}

/** The distinct predictions of kept rows in ascending order, as their weights are ranked. */
export function distinct(predictions: Float64Array, order: Uint32Array): Float64Array {
  const found = new Float64Array(order.length);
  let length = 0;
  for (const i of order) {
    const x = predictions[i]! + 0;
    if (length === 0 || x !== found[length - 1]) found[length++] = x;
  }
  return found.subarray(0, length);
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The bits of ½, the last of the lower half of probabilities. */
const half = 0x3f000000;

/** The middle of a bin: what assembly/keys.ts makes of predictions, the other way round. */
export function middleOf(bin: number, fold: number, isLogit: boolean): number {
  // Logits lose 12 bits, and probabilities, whose sign is known, 11.
  const step = 2 ** (fold + (isLogit ? 12 : 11));
  const key = Math.min(bin * step + step / 2, isLogit ? 2 ** 32 - 1 : 2 * half);
  if (isLogit) {
    const isPositive = key >= 2 ** 31;
    bits[0] = isPositive ? key - 2 ** 31 : 2 ** 32 - 1 - key;
    if (Number.isFinite(float[0]!)) return float[0]!;
    return isPositive ? Infinity : -Infinity;
  }
  bits[0] = key > half ? 2 * half - key : key;
  return key > half ? 1 - float[0]! : float[0]!;
}

/** @param predictions of as many bins; null for those of a histogram, of all its bins */
export function pointsOf(
  { pairs, positive, negative }: RankedWeights,
  predictions: Float64Array | null,
  isLogit: boolean,
): RankedPoints {
  const length = predictions?.length ?? pairs.length / 2;
  const fold = predictions === null ? keyBits - Math.log2(length) : 0;
  const [x, a, b] = [[], [], []] as [number[], number[], number[]];
  // The larger of both units, in which the other one may be next to nothing.
  const unit = Math.max(positive, negative);
  for (let i = 0; i < length; i++) {
    const [p, n] = [pairs[2 * i]!, pairs[2 * i + 1]!];
    if (p === 0 && n === 0) continue;
    x.push(predictions === null ? middleOf(i, fold, isLogit) : predictions[i]!);
    a.push(scale(p, positive - unit));
    b.push(scale(n, negative - unit));
  }
  return {
    predictions: Float64Array.from(x),
    positives: Float64Array.from(a),
    negatives: Float64Array.from(b),
    exact: predictions !== null,
  };
}
