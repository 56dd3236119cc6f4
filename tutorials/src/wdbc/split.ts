// Which rows are trained on and which are held out: a shuffle with a fixed seed, within each class,
// so that both parts have the same share of malignant rows and every run the same parts.

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { classNames, columnStatistics, type Dataset, standardise } from "./data.js";

export interface Split {
  /** Row numbers, ascending. */
  readonly train: readonly number[];
  readonly test: readonly number[];
}

export interface Parts {
  readonly train: Dataset;
  readonly test: Dataset;
}

/** Both parts in units of the training rows: nothing about the test rows enters the training. */
export function splitParts(data: Dataset, testShare: number, seed: number): Parts {
  const split = stratifiedSplit(data.labels, testShare, seed);
  const [train, test] = [select(data, split.train), select(data, split.test)];
  const statistics = columnStatistics(train);
  return { train: standardise(train, statistics), test: standardise(test, statistics) };
}

/** Holds out the given share of each class. */
export function stratifiedSplit(labels: Uint8Array, testShare: number, seed: number): Split {
  const random = xoroshiro128plus(seed);
  const split = { train: [] as number[], test: [] as number[] };
  for (const label of classNames.keys()) {
    const members = shuffle(
      [...labels.keys()].filter((i) => labels[i] === label),
      (below) => uniformInt(random, 0, below - 1),
    );
    const held = Math.round(members.length * testShare);
    split.test.push(...members.slice(0, held));
    split.train.push(...members.slice(held));
  }
  const ascending = (a: number, b: number) => a - b;
  return { train: split.train.sort(ascending), test: split.test.sort(ascending) };
}

function select({ rows, labels }: Dataset, indices: readonly number[]): Dataset {
  return {
    rows: indices.map((i) => rows[i]!),
    labels: Uint8Array.from(indices, (i) => labels[i]!),
  };
}

/** Fisher and Yates: every order is equally likely. */
function shuffle(items: number[], integerBelow: (n: number) => number): number[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = integerBelow(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
