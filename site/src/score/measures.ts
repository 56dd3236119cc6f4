// What is told of scored rows: of all of them, and of each group. The same measures as `bce score`.

import { Ranking } from "./ranking.js";
import type { Rows } from "./rows.js";

const bins = 10;

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Null in a bin without weight. */
  readonly predicted: number | null;
  readonly observed: number | null;
}

export interface Measures {
  readonly count: number;
  readonly weight: number;
  readonly loss: number;
  readonly baseRate: number;
  readonly brier: number;
  readonly rocAuc: number | null;
  readonly prAuc: number | null;
}

export interface WorstRow {
  readonly row: number;
  readonly label: number;
  readonly prediction: number;
  readonly weight: number;
  readonly loss: number;
  readonly group: string;
}

export interface Scores extends Measures {
  readonly calibrationError: number;
  readonly reliability: readonly Bin[];
  readonly worst: readonly WorstRow[];
  readonly groups: readonly (Measures & { readonly name: string })[];
}

/** Sums over the rows of a group. */
class Sums {
  count = 0;
  weight = 0;
  loss = 0;
  positive = 0;
  square = 0;
  readonly ranking = new Ranking();

  add(y: number, p: number, w: number, loss: number): void {
    this.count++;
    this.weight += w;
    this.loss += w === 0 ? 0 : w * loss;
    this.positive += w * y;
    this.square += w * (p - y) ** 2;
  }

  measures(): Measures {
    const { count, weight } = this;
    return {
      count,
      weight,
      loss: this.loss / weight,
      baseRate: this.positive / weight,
      brier: this.square / weight,
      ...this.ranking.areas(),
    };
  }
}

/** @param probabilities of the rows, and `losses`, in their order. */
export function measure(
  rows: Rows,
  probabilities: Float64Array,
  losses: Float64Array,
  worst = 10,
): Scores {
  const { labels, weights, groups, groupNames } = rows;
  const all = new Sums();
  const byGroup = groupNames.map(() => new Sums());
  const binned = Array.from({ length: bins }, () => ({
    count: 0,
    weight: 0,
    predicted: 0,
    positive: 0,
  }));
  for (let i = 0; i < rows.length; i++) {
    const [y, p, w, loss] = [labels[i]!, probabilities[i]!, weights[i]!, losses[i]!];
    all.add(y, p, w, loss);
    byGroup[groups[i]!]!.add(y, p, w, loss);
    const bin = binned[Math.min(Math.floor(p * bins), bins - 1)]!;
    bin.count++;
    bin.weight += w;
    bin.predicted += w * p;
    bin.positive += w * y;
  }
  const order = descending(rows.predictions);
  for (const i of order) {
    const [y, p, w] = [labels[i]!, rows.predictions[i]!, weights[i]!];
    if (w === 0) continue;
    all.ranking.add(p, y, w);
    byGroup[groups[i]!]!.ranking.add(p, y, w);
  }
  const gap = binned.reduce(
    (sum, { predicted, positive }) => sum + Math.abs(predicted - positive),
    0,
  );
  return {
    ...all.measures(),
    calibrationError: gap / all.weight,
    reliability: binned.map(({ count, weight, predicted, positive }, i) => ({
      from: i / bins,
      to: (i + 1) / bins,
      count,
      predicted: weight > 0 ? predicted / weight : null,
      observed: weight > 0 ? positive / weight : null,
    })),
    worst: worstRows(rows, losses, worst),
    groups: byGroup
      .map((sums, i) => ({ name: groupNames[i]!, ...sums.measures() }))
      .sort((a, b) => b.loss - a.loss),
  };
}

/** Indices of values in descending order. */
function descending(values: Float64Array): Uint32Array {
  const order = Uint32Array.from(values, (_, i) => i);
  return order.sort((a, b) => values[b]! - values[a]!);
}

function worstRows(rows: Rows, losses: Float64Array, most: number): WorstRow[] {
  const { weights } = rows;
  const cost = (i: number) => (weights[i] === 0 ? 0 : weights[i]! * losses[i]!);
  const kept: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    if (kept.length === most && !(cost(i) > cost(kept[most - 1]!))) continue;
    let place = kept.length;
    while (place > 0 && cost(i) > cost(kept[place - 1]!)) place--;
    kept.splice(place, 0, i);
    kept.length = Math.min(kept.length, most);
  }
  return kept.map((i) => ({
    row: rows.numbers[i]!,
    label: rows.labels[i]!,
    prediction: rows.predictions[i]!,
    weight: weights[i]!,
    loss: losses[i]!,
    group: rows.groupNames[rows.groups[i]!]!,
  }));
}
