// ROC AUC and PR AUC (average precision) of weights sorted by prediction, and how far off they can be where predictions that
// are not equal were counted together.

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

/** @param pairs The weights of positive and of negative labels at each prediction, in ascending order of prediction. */
export function areaUnder(pairs: Float64Array, exact: boolean): Areas {
  const [p, n] = [total(pairs, 0), total(pairs, 1)];
  let [above, below] = [0, 0];
  // Pairs of a positive and a negative: won, and tied within a bin, of which each may be won or lost.
  let [won, tied] = [0, 0];
  let [precision, spread] = [0, 0];
  for (let i = pairs.length - 2; i >= 0; i -= 2) {
    const a = pairs[i]!;
    const b = pairs[i + 1]!;
    if (a === 0 && b === 0) continue;
    won += b * above;
    tied += a * b;
    if (a > 0) {
      precision += a * ((above + a) / (above + a + below + b));
      // Best with all positives before all negatives of the bin, worst the other way round.
      spread += a * ((above + a) / (above + a + below) - above / (above + below + b || 1));
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

function total(pairs: Float64Array, which: 0 | 1): number {
  let sum = 0;
  for (let i = which; i < pairs.length; i += 2) sum += pairs[i]!;
  return sum;
}
