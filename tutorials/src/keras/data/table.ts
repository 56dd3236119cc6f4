// Tables of numbers with labels 0 and 1, for the classification on imbalanced data.

import { Random } from "../random.js";
import { DataError, type Digits } from "./digits.js";

export interface Table {
  /** Says what the rows are, in the first line of the summary. */
  readonly description: string;
  readonly count: number;
  /** Number of features per row. */
  readonly width: number;
  /** The features, row by row. */
  readonly features: Float32Array;
  readonly labels: Uint8Array;
}

export interface Parts {
  readonly train: Table;
  readonly validation: Table;
  readonly test: Table;
}

/** The rows at the given indices, in that order. */
export function pickRows(
  { features, labels, width, description }: Table,
  indices: ArrayLike<number>,
): Table {
  const picked = new Float32Array(indices.length * width);
  for (let i = 0; i < indices.length; i++)
    picked.set(features.subarray(indices[i]! * width, (indices[i]! + 1) * width), i * width);
  const pickedLabels = Uint8Array.from(indices, (index) => labels[index]!);
  return { description, width, count: indices.length, features: picked, labels: pickedLabels };
}

export function positives({ labels }: Table): number {
  return labels.reduce((sum, label) => sum + label, 0);
}

/**
 * Splits off a fifth of the rows to test on and a fifth of the others to validate with; the rest is
 * for training. Standardises each column with the mean and deviation of the training rows, and
 * clips it to 5 deviations.
 *
 * @throws DataError if a part has rows of one label only.
 */
export function splitTable(table: Table, seed: number): Parts {
  const order = new Random(seed).permutation(table.count);
  const test = Math.floor(table.count / 5);
  const validation = test + Math.floor((table.count - test) / 5);
  const cuts = {
    test: order.subarray(0, test),
    validation: order.subarray(test, validation),
    train: order.subarray(validation),
  };
  const train = pickRows(table, cuts.train);
  const standardise = standardiserOf(train);
  const parts = {
    train: standardise(train),
    validation: standardise(pickRows(table, cuts.validation)),
    test: standardise(pickRows(table, cuts.test)),
  };
  for (const [name, part] of Object.entries(parts))
    if (positives(part) === 0 || positives(part) === part.count)
      throw new DataError(
        `must have rows of both classes in every part, got one class only among the ${part.count} rows of ${name}`,
      );
  return parts;
}

function standardiserOf({ features, width, count }: Table): (table: Table) => Table {
  const [means, deviations] = [new Float64Array(width), new Float64Array(width)];
  for (let at = 0; at < features.length; at++) means[at % width]! += features[at]! / count;
  for (let at = 0; at < features.length; at++)
    deviations[at % width]! += (features[at]! - means[at % width]!) ** 2 / count;
  const scale = deviations.map((variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 0));
  const standard = (x: number, column: number) =>
    Math.min(5, Math.max(-5, (x - means[column]!) * scale[column]!));
  return (table) => ({
    ...table,
    features: table.features.map((x, at) => standard(x, at % width)),
  });
}

/**
 * A table of digits, whose features are the mean brightness of each 4 × 4 pixels. The positive class
 * is one digit, of which all but the first `kept` are left out.
 */
export function rareDigit(digits: Digits, labels: Uint8Array, digit: number, kept: number): Table {
  const positive = Array.from(labels.subarray(0, digits.count).keys()).filter(
    (i) => labels[i] === digit,
  );
  const left = new Set(positive.slice(kept));
  const used = Array.from({ length: digits.count }, (_, i) => i).filter((i) => !left.has(i));
  const [rows, columns] = [Math.floor(digits.rows / 4), Math.floor(digits.columns / 4)];
  const width = rows * columns;
  const features = new Float32Array(used.length * width);
  for (const [to, from] of used.entries())
    for (let y = 0; y < 4 * rows; y++)
      for (let x = 0; x < 4 * columns; x++)
        features[to * width + Math.floor(y / 4) * columns + Math.floor(x / 4)]! +=
          digits.pixels[(from * digits.rows + y) * digits.columns + x]! / 16;
  const description = `handwritten digits; ${digit} is the rare class, of which ${left.size} rows were left out`;
  return {
    description,
    count: used.length,
    width,
    features,
    labels: Uint8Array.from(used, (i) => (labels[i] === digit ? 1 : 0)),
  };
}
