// Calibration: how often what was predicted with probability p came true.

import { scale } from "./exact.js";
import { fineBins, type Sums } from "./sums.js";

/** Twice as many bins are kept as the table has, for the histogram. */
export const tableBins = 10;

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly weight: number;
  /** Means of the predicted probability and of the label; null in a bin without weight. */
  readonly predicted: number | null;
  readonly observed: number | null;
}

export function reliabilityBins(sums: Sums): ReliabilityBin[] {
  return tableSums(sums).map(({ count, weight, predicted, positive }, i) => {
    const mean = (sum: number) => (weight > 0 ? sum / weight : null);
    const ends = { from: i / tableBins, to: (i + 1) / tableBins };
    return {
      ...ends,
      count,
      weight: scale(weight, sums.exponent),
      predicted: mean(predicted),
      observed: mean(positive),
    };
  });
}

/** The sums over each bin of the table, in the unit of all. */
function tableSums({ bins }: Sums) {
  const per = fineBins / tableBins;
  return Array.from({ length: tableBins }, (_, i) => {
    const own = bins.slice(per * i, per * (i + 1));
    const sum = (of: 0 | 1 | 2 | 3) => own.reduce((total, bin) => total + bin[of], 0);
    return { count: sum(0), weight: sum(1), predicted: sum(2), positive: sum(3) };
  });
}

/** Expected calibration error: Σ |Σ w p − Σ w y| over the bins / Σ w; null without weight. */
export function calibrationError(sums: Sums): number | null {
  let [gap, all] = [0, 0];
  for (const { weight, predicted, positive } of tableSums(sums)) {
    all += weight;
    if (weight > 0) gap += weight * Math.abs(predicted / weight - positive / weight);
  }
  return all > 0 ? gap / all : null;
}

/** The weight of positive and of negative labels in each fine bin. */
export function classHistogram({ bins, exponent }: Sums): {
  positive: number[];
  negative: number[];
} {
  return {
    positive: bins.map(([, , , positive]) => scale(positive, exponent)),
    negative: bins.map(([, weight, , positive]) => scale(weight - positive, exponent)),
  };
}
