// Calibration: how often what was predicted with probability p came true.

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
  return Array.from({ length: tableBins }, (_, i) => tableBin(sums, i));
}

function tableBin(sums: Sums, i: number): ReliabilityBin {
  const per = fineBins / tableBins;
  const sum = (quantity: number) => Array.from({ length: per }, (_, j) => sums.of(per * i + j, quantity)).reduce((a, b) => a + b);
  const weight = sum(1);
  const mean = (total: number) => (weight > 0 ? total / weight : null);
  return { from: i / tableBins, to: (i + 1) / tableBins, count: sum(0), weight, predicted: mean(sum(2)), observed: mean(sum(3)) };
}

/** Expected calibration error: Σ |Σ w p − Σ w y| over the bins / Σ w; null without weight. */
export function calibrationError(sums: Sums): number | null {
  let [gap, weight] = [0, 0];
  for (const bin of reliabilityBins(sums)) {
    weight += bin.weight;
    if (bin.weight > 0) gap += bin.weight * Math.abs(bin.predicted! - bin.observed!);
  }
  return weight > 0 ? gap / weight : null;
}

/** The weight of positive and of negative labels in each fine bin. */
export function classHistogram(sums: Sums): { positive: number[]; negative: number[] } {
  const each = (value: (bin: number) => number) => Array.from({ length: fineBins }, (_, bin) => value(bin));
  return { positive: each((bin) => sums.of(bin, 3)), negative: each((bin) => sums.of(bin, 1) - sums.of(bin, 3)) };
}
