// Which rows can be scored. This page is the rule, and test/cli/can-be-scored.test.ts holds its
// translations to it: `areGood` in assembly/losses.ts for columns of doubles, `faultOf` in
// score/faults.ts for the texts of a file, and `scoreRows` in sql/score-rows.ts for databases.
//
// A row has a label, a prediction and maybe a weight. Each must lie in its range. NaN, which stands
// for what is missing and for text that is no number, lies in none.

/** What the numbers of a row are, in the order in which they are looked at. */
export const roles = ["label", "prediction", "weight"] as const;

export type Role = (typeof roles)[number];

/** The doubles from the lowest to the highest, both included. */
export interface Range {
  readonly lowest: number;
  readonly highest: number;
  /** The same in words, behind "must". */
  readonly must: string;
}

export type Ranges = Readonly<Record<Role, Range>>;

const labels: Range = { lowest: 0, highest: 1, must: "be a number in [0, 1]" };

export const probabilities: Range = { lowest: 0, highest: 1, must: "be a probability in [0, 1]" };

/** Infinite ones are logits too: of the probabilities 0 and 1. */
const logits: Range = { lowest: -Infinity, highest: Infinity, must: "be a logit" };

/** Rows of weight 0 are counted, and cost nothing. */
const weights: Range = {
  lowest: 0,
  highest: Number.MAX_VALUE,
  must: "be a finite number from 0 on",
};

export function rangesOf(fromLogits: boolean): Ranges {
  return { label: labels, prediction: fromLogits ? logits : probabilities, weight: weights };
}

export function isIn({ lowest, highest }: Range, x: number): boolean {
  return x >= lowest && x <= highest;
}

/** Rows without a weight have the weight 1. */
export function canBeScored(
  { label, prediction, weight }: Ranges,
  y: number,
  x: number,
  w: number,
): boolean {
  return isIn(label, y) && isIn(prediction, x) && isIn(weight, w);
}
