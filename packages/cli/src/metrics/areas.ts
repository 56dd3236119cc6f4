// ROC AUC and PR AUC (average precision) of weights sorted by prediction, and how far off they can
// be where predictions that are not equal were counted together.

import { scale, split } from "./exact.js";

export interface Areas {
  /** Null where there are no positive or no negative labels. */
  readonly rocAuc: number | null;
  /** Null where there are no positive labels. */
  readonly prAuc: number | null;
  readonly exact: boolean;
  /** The most that each can be off; 0 where exact. */
  readonly rocError: number;
  readonly prError: number;
}

/**
 * The weights of positive and of negative labels at each prediction, in ascending order of
 * prediction.
 */
export interface RankedWeights {
  readonly pairs: Float64Array;
  /**
   * Those of each class are times 2 to the power of its own: a class may weigh next to nothing
   * beside the other.
   */
  readonly positive: number;
  readonly negative: number;
}

export function areaUnder(weights: RankedWeights, exact: boolean): Areas {
  const { pairs, positive, negative } = ordinary(weights);
  const [p, n] = [total(pairs, 0), total(pairs, 1)];
  // A weight of a negative label in the unit of positive ones.
  const unit = scale(1, negative - positive);
  let [above, below] = [0, 0];
  // Pairs of a positive and a negative: won, and tied within a bin, of which each may be won or
  // lost.
  let [won, tied] = [0, 0];
  let [precision, spread] = [0, 0];
  for (let i = pairs.length - 2; i >= 0; i -= 2) {
    const a = pairs[i]!;
    const b = pairs[i + 1]!;
    if (a === 0 && b === 0) continue;
    won += b * above;
    tied += a * b;
    if (a > 0) {
      precision += a * shareOf(above + a, (below + b) * unit);
      // Best with all positives before all negatives of the bin, worst the other way round.
      spread += a * (shareOf(above + a, below * unit) - shareOf(above, (below + b) * unit));
    }
    above += a;
    below += b;
  }
  const both = p > 0 && n > 0;
  return {
    rocAuc: both ? (won + tied / 2) / (p * n) : null,
    prAuc: p > 0 ? precision / p : null,
    exact,
    rocError: exact || !both ? 0 : tied / 2 / (p * n),
    prError: exact || !both ? 0 : spread / p,
  };
}

/** a / (a + b), and 0 where both are. */
function shareOf(a: number, b: number): number {
  return a === 0 ? 0 : a / (a + b);
}

/**
 * The same weights, where they are very large or very small in another unit, in which products of
 * theirs are doubles.
 */
function ordinary({ pairs, positive, negative }: RankedWeights): RankedWeights {
  const [p, n] = [most(pairs, 0), most(pairs, 1)];
  const isOrdinary = (x: number) => x === 0 || (x > 2 ** -200 && x < 2 ** 200);
  if (isOrdinary(p) && isOrdinary(n)) return { pairs, positive, negative };
  const exponents = [split(p).exponent, split(n).exponent] as const;
  return {
    pairs: pairs.map((weight, i) => (weight === 0 ? 0 : scale(weight, -exponents[i % 2]!))),
    positive: positive + exponents[0],
    negative: negative + exponents[1],
  };
}

function most(pairs: Float64Array, which: 0 | 1): number {
  let found = 0;
  for (let i = which; i < pairs.length; i += 2) if (pairs[i]! > found) found = pairs[i]!;
  return found;
}

function total(pairs: Float64Array, which: 0 | 1): number {
  let sum = 0;
  for (let i = which; i < pairs.length; i += 2) sum += pairs[i]!;
  return sum;
}
