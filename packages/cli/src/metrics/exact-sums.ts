// The sums over a group's rows as exact numbers. Those of two groups, threads or processes add up
// to those of both.

import { add, type Exact, exact, exponentOf, toNumber, zero } from "./exact.js";
import { type OddRow, product } from "./odd-row.js";
import { fineBins, type Sums } from "./sums.js";

/** As plain data, which survives the way to another thread or process. */
export interface ExactSums {
  readonly counts: Float64Array;
  readonly weights: Exact[];
  readonly predicted: Exact[];
  readonly positives: Exact[];
  loss: Exact;
  squared: Exact;
  /** Σ w L of the rows that cost no finite number: 0, or ∞. */
  beyond: number;
}

const zeros = () => Array.from({ length: fineBins }, () => zero);

export function noSums(): ExactSums {
  const counts = new Float64Array(fineBins);
  return {
    counts,
    weights: zeros(),
    predicted: zeros(),
    positives: zeros(),
    loss: zero,
    squared: zero,
    beyond: 0,
  };
}

/** Adds `from` to `to`. */
export function addSums(to: ExactSums, from: ExactSums): void {
  for (let bin = 0; bin < fineBins; bin++) {
    if (from.counts[bin] === 0) continue;
    to.counts[bin]! += from.counts[bin]!;
    to.weights[bin] = add(to.weights[bin]!, from.weights[bin]!);
    to.predicted[bin] = add(to.predicted[bin]!, from.predicted[bin]!);
    to.positives[bin] = add(to.positives[bin]!, from.positives[bin]!);
  }
  to.loss = add(to.loss, from.loss);
  to.squared = add(to.squared, from.squared);
  to.beyond += from.beyond;
}

/** Adds a row as the kernel would, were its numbers ordinary. */
export function addOddRow(to: ExactSums, { y, p, w, loss }: OddRow): void {
  const bin = Math.min(Math.floor(p * fineBins), fineBins - 1);
  const d = p - y;
  to.counts[bin]! += 1;
  to.weights[bin] = add(to.weights[bin]!, exact(w));
  to.predicted[bin] = add(to.predicted[bin]!, product(w, p));
  to.positives[bin] = add(to.positives[bin]!, product(w, y));
  to.squared = add(to.squared, product(w, d, d));
  if (Number.isFinite(loss)) to.loss = add(to.loss, product(w, loss));
  else to.beyond += loss;
}

const total = (sums: readonly Exact[]) => sums.reduce(add, zero);

/** Each rounded once, in a unit in which Σ w is in [½, 1). */
export function roundSums({
  counts,
  weights,
  predicted,
  positives,
  loss,
  squared,
  beyond,
}: ExactSums): Sums {
  const weight = total(weights);
  const exponent = exponentOf(weight);
  const round = (sum: Exact) => toNumber(sum, exponent);
  return {
    count: counts.reduce((a, b) => a + b),
    exponent,
    weight: round(weight),
    positive: round(total(positives)),
    loss: beyond === 0 ? round(loss) : beyond,
    squared: round(squared),
    bins: weights.map((w, bin) => [
      counts[bin]!,
      round(w),
      round(predicted[bin]!),
      round(positives[bin]!),
    ]),
  };
}
