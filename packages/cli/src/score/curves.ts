// What predictions are worth as decisions, and how they are calibrated, from all rows by prediction:
// tables of thresholds, curves, bins of equal weight, and the logistic recalibration.

import type { LossOptions } from "../loss-options.js";
import type { RankedPoints } from "../metrics/ranked-points.js";
import { type Recalibration, recalibrate } from "../statistics/recalibration.js";
import { wilson } from "../statistics/wilson.js";

export interface Threshold {
  /** Rows predicted at least this are called positive. */
  readonly threshold: number;
  /** Shares of the weight of all rows. */
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
  /** Null where no row is called positive, or none is. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

export interface MassBin {
  /** The least and the largest prediction. */
  readonly from: number;
  readonly to: number;
  /** The share of the weight of all rows. */
  readonly share: number;
  readonly predicted: number;
  readonly observed: number;
  /** The 95 % interval of `observed`. */
  readonly low: number;
  readonly high: number;
}

type Point = readonly [x: number, y: number];

export interface Curves {
  /** False if predictions were counted in bins, each of which stands at its middle. */
  readonly exact: boolean;
  readonly thresholds: readonly Threshold[];
  /** The threshold of the largest F1; null without positive labels. */
  readonly bestF1: Threshold | null;
  /** False positive rate and true positive rate; empty with one class. */
  readonly roc: readonly Point[];
  /** Recall and precision. */
  readonly precisionRecall: readonly Point[];
  /** The share of rows, the highest predictions first, and how many times the base rate is in it. */
  readonly lift: readonly Point[];
  readonly massBins: readonly MassBin[];
  readonly recalibration: Recalibration | null;
}

const steps = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
const massBins = 10;

/** More points than a chart can show. */
const mostPoints = 200;

/** @param rows Number of rows of equal weight that would say as much as all. */
export function curvesOf(points: RankedPoints, rows: number, loss: LossOptions): Curves | null {
  const { positives, negatives, exact } = points;
  const [p, n] = [sum(positives), sum(negatives)];
  if (!(p + n > 0)) return null;
  const probabilities = loss.fromLogits ? points.predictions.map(sigmoid) : points.predictions;
  // From the highest prediction down: what is called positive at each.
  const reached: { at: number; tp: number; fp: number }[] = [];
  let [tp, fp] = [0, 0];
  for (let i = probabilities.length - 1; i >= 0; i--) {
    tp += positives[i]!;
    fp += negatives[i]!;
    reached.push({ at: probabilities[i]!, tp, fp });
  }
  const all = { p, n };
  const every = Math.ceil(reached.length / mostPoints);
  const shown = reached.filter((_, i) => i % every === 0 || i === reached.length - 1);
  const best = reached.reduce<Threshold | null>((most, one) => {
    const threshold = thresholdOf(one.at, one.tp, one.fp, all);
    return (threshold.f1 ?? -1) > (most?.f1 ?? -1) ? threshold : most;
  }, null);
  return {
    exact,
    thresholds: steps.map((at) => {
      // The last one that is not below; none leaves nothing to be called positive.
      const { tp, fp } = lastAbove(reached, at);
      return thresholdOf(at, tp, fp, all);
    }),
    bestF1: best,
    roc: p > 0 && n > 0 ? [[0, 0], ...shown.map(({ tp, fp }): Point => [fp / n, tp / p])] : [],
    precisionRecall: p > 0 ? shown.map(({ tp, fp }): Point => [tp / p, tp / (tp + fp)]) : [],
    lift:
      p > 0
        ? shown.map(({ tp, fp }): Point => [(tp + fp) / (p + n), tp / (tp + fp) / (p / (p + n))])
        : [],
    massBins: binsOfMass(probabilities, points, rows, p + n),
    recalibration:
      p > 0 && n > 0 ? recalibrate({ logits: logitsOf(points, loss), positives, negatives }) : null,
  };
}

const sum = (values: Float64Array) => values.reduce((total, x) => total + x, 0);
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

function lastAbove(reached: readonly { at: number; tp: number; fp: number }[], at: number) {
  let [low, high] = [0, reached.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached[middle]!.at >= at) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? { tp: 0, fp: 0 } : reached[low - 1]!;
}

function thresholdOf(
  threshold: number,
  tp: number,
  fp: number,
  { p, n }: { p: number; n: number },
): Threshold {
  const all = p + n;
  return {
    threshold,
    truePositive: tp / all,
    falsePositive: fp / all,
    falseNegative: (p - tp) / all,
    trueNegative: (n - fp) / all,
    precision: tp + fp > 0 ? tp / (tp + fp) : null,
    recall: p > 0 ? tp / p : null,
    f1: p > 0 ? (2 * tp) / (tp + fp + p) : null,
  };
}

/** Bins of about a tenth of the weight each; rows of equal predictions are in the same one. */
function binsOfMass(
  probabilities: Float64Array,
  { positives, negatives }: RankedPoints,
  rows: number,
  all: number,
): MassBin[] {
  const bins: { from: number; to: number; weight: number; predicted: number; positive: number }[] =
    [];
  let [before, last] = [0, -1];
  for (let i = 0; i < probabilities.length; i++) {
    const weight = positives[i]! + negatives[i]!;
    // By the middle of its weight.
    const bin = Math.min(massBins - 1, Math.floor((massBins * (before + weight / 2)) / all));
    const p = probabilities[i]!;
    if (bin !== last) bins.push({ from: p, to: p, weight: 0, predicted: 0, positive: 0 });
    last = bin;
    const own = bins.at(-1)!;
    own.to = p;
    own.weight += weight;
    own.predicted += weight * p;
    own.positive += positives[i]!;
    before += weight;
  }
  return bins.map(({ from, to, weight, predicted, positive }) => {
    const observed = positive / weight;
    const share = weight / all;
    const { low, high } = wilson(observed, Math.max(share * rows, 1e-300));
    return { from, to, share, predicted: predicted / weight, observed, low, high };
  });
}

/** Finite logits: probabilities are kept from 0 and 1 by epsilon, or by the spacing of doubles. */
function logitsOf({ predictions }: RankedPoints, { fromLogits, epsilon }: LossOptions) {
  if (fromLogits) return predictions.map((z) => Math.max(-700, Math.min(700, z)));
  const least = Math.max(epsilon, 2 ** -53);
  return predictions.map((p) => {
    const x = Math.max(least, Math.min(1 - least, p));
    return Math.log(x) - Math.log1p(-x);
  });
}
