// Which rows a model learns from, which say when to stop, and which it is judged by: a shuffle with
// a fixed seed, within each class, so that all parts have the same share of malignant rows and every
// run has the same parts.

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { classNames, columnStatistics, type Dataset, standardise } from "./data.js";

export const partNames = ["train", "validation", "test"] as const;

export type PartName = (typeof partNames)[number];

/** Row numbers, ascending. */
export type Split = Readonly<Record<PartName, readonly number[]>>;

export type Parts = Readonly<Record<PartName, Dataset>>;

/** The shares of the rows that are held out; the others are trained on. */
export interface HeldOut {
  readonly validation: number;
  readonly test: number;
}

/**
 * All parts in units of the training rows: nothing about the rows that are held out enters the
 * training.
 */
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
