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

/** @param positive The weight of positive labels at each prediction, in ascending order of prediction; `negative` likewise. */
export function areaUnder(positive: Float64Array, negative: Float64Array, exact: boolean): Areas {
  const [p, n] = [total(positive), total(negative)];
  let [above, below] = [0, 0];
  // Pairs of a positive and a negative: won, and tied within a bin, of which each may be won or lost.
  let [won, tied] = [0, 0];
  let [precision, spread] = [0, 0];
  for (let i = positive.length - 1; i >= 0; i--) {
    const [a, b] = [positive[i]!, negative[i]!];
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

function total(weights: Float64Array): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum;
}
