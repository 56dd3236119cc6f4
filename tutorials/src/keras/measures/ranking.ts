// Measures how well scores rank positive rows above negative ones: the ROC and precision-recall
// curves, and the areas under them.

import type { Point } from "../tutorial.js";

/** Counts of the rows at or above a threshold. Equal scores are one step. */
export interface Step {
  readonly truePositives: number;
  readonly falsePositives: number;
}

export interface Ranking {
  readonly steps: readonly Step[];
  readonly positives: number;
  readonly negatives: number;
}

export function rank(scores: ArrayLike<number>, labels: Uint8Array): Ranking {
  const order = Array.from(labels.keys()).sort((i, j) => scores[j]! - scores[i]!);
  const steps: Step[] = [];
  let [truePositives, falsePositives] = [0, 0];
  for (const [place, i] of order.entries()) {
    if (labels[i] === 1) truePositives += 1;
    else falsePositives += 1;
    if (place + 1 === order.length || scores[order[place + 1]!]! < scores[i]!)
      steps.push({ truePositives, falsePositives });
  }
  return { steps, positives: truePositives, negatives: falsePositives };
}

/** The share of positives found over the share of negatives found, corners only. */
export function rocCurve({ steps, positives, negatives }: Ranking): Point[] {
  const points = steps.map(
    ({ truePositives, falsePositives }): Point => [
      falsePositives / negatives,
      truePositives / positives,
    ],
  );
  return withoutInner([[0, 0], ...points]);
}

/** Precision over recall, corners only. */
export function precisionRecallCurve({ steps, positives }: Ranking): Point[] {
  return withoutInner(
    steps.map(({ truePositives, falsePositives }) => [
      truePositives / positives,
      precision(truePositives, falsePositives),
    ]),
  );
}

/** The area under the ROC curve: how often a positive row scores higher than a negative one. */
export function rocArea(ranking: Ranking): number {
  const points = rocCurve(ranking);
  return points
    .slice(1)
    .reduce((sum, [x, y], i) => sum + ((x - points[i]![0]) * (y + points[i]![1])) / 2, 0);
}

/**
 * The mean precision over the positives, each at its own rank: the area under the precision-recall
 * curve, drawn as steps.
 */
export function averagePrecision({ steps, positives }: Ranking): number {
  let [sum, before] = [0, 0];
  for (const { truePositives, falsePositives } of steps) {
    sum += (truePositives - before) * precision(truePositives, falsePositives);
    before = truePositives;
  }
  return sum / positives;
}

export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** Counts what a threshold on the scores finds and misses. */
export function confusion(
  scores: ArrayLike<number>,
  labels: Uint8Array,
  threshold: number,
): Confusion {
  const counts = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };
  for (const [i, label] of labels.entries()) {
    if (scores[i]! >= threshold) counts[label === 1 ? "truePositives" : "falsePositives"] += 1;
    else counts[label === 1 ? "falseNegatives" : "trueNegatives"] += 1;
  }
  return counts;
}

function precision(truePositives: number, falsePositives: number): number {
  return truePositives / (truePositives + falsePositives);
}

/** Drops points that lie on a horizontal or vertical line between their neighbours. */
function withoutInner(points: readonly Point[]): Point[] {
  return points.filter(([x, y], i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before || !after) return true;
    return !((before[0] === x && x === after[0]) || (before[1] === y && y === after[1]));
  });
}
