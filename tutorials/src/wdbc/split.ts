// Splits the rows into those to train on, those that say when to stop, and those to test on. Each
// class is shuffled by itself, with a fixed seed: all parts have the same share of malignant rows,
// and all runs have the same parts.

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { classNames, columnStatistics, type Dataset, standardise } from "./data.js";

export const partNames = ["train", "validation", "test"] as const;

export type PartName = (typeof partNames)[number];

/** Row numbers, ascending. */
export type Split = Readonly<Record<PartName, readonly number[]>>;

export type Parts = Readonly<Record<PartName, Dataset>>;

/** The shares of the rows that are held out. The rest is for training. */
export interface HeldOut {
  readonly validation: number;
  readonly test: number;
}

/** Splits and standardises. All parts use the statistics of the training rows alone. */
export function splitParts(data: Dataset, heldOut: HeldOut, seed: number): Parts {
  const split = stratifiedSplit(data.labels, heldOut, seed);
  const train = select(data, split.train);
  const statistics = columnStatistics(train);
  return {
    train: standardise(train, statistics),
    validation: standardise(select(data, split.validation), statistics),
    test: standardise(select(data, split.test), statistics),
  };
}

/** Holds out the given shares of each class. */
export function stratifiedSplit(labels: Uint8Array, heldOut: HeldOut, seed: number): Split {
  const random = xoroshiro128plus(seed);
  const split = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  for (const label of classNames.keys()) {
    const members = shuffle(
      [...labels.keys()].filter((i) => labels[i] === label),
      (below) => uniformInt(random, 0, below - 1),
    );
    const test = Math.round(members.length * heldOut.test);
    const validation = test + Math.round(members.length * heldOut.validation);
    split.test.push(...members.slice(0, test));
    split.validation.push(...members.slice(test, validation));
    split.train.push(...members.slice(validation));
  }
  for (const part of partNames) split[part].sort((a, b) => a - b);
  return split;
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
