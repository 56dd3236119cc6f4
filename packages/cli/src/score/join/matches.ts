// Counts the rows that found a partner and those that did not, as they come.
//
// A full join gives each row at least once, so that the highest number of a row of a file is how many
// rows the file has. Where more pairs come than there are rows with a partner on one side, a key
// occurs again on the other.

import { fileOf, rowOf } from "./row-codes.js";
import type { SideName } from "./sides.js";

/** Rows to list; all are counted. */
export const mostUnmatched = 20;

export class Matches {
  matched = 0;
  readonly predictions = new RowsOfSide();
  readonly labels = new RowsOfSide();

  /** Takes rows by their codes, 0 for none, and returns whether all have a partner. */
  add(predictions: Float64Array, labels: Float64Array): boolean {
    const before = this.matched;
    for (let i = 0; i < predictions.length; i++) {
      const [prediction, label] = [predictions[i]!, labels[i]!];
      if (prediction > 0) this.predictions.see(prediction);
      if (label > 0) this.labels.see(label);
      if (label === 0) this.predictions.miss(prediction);
      else if (prediction === 0) this.labels.miss(label);
      else this.matched += 1;
    }
    return this.matched - before === predictions.length;
  }

  /** Whether a side has keys that occur again, and that the other side has too. */
  repeats(side: SideName): boolean {
    // Each pair takes one row of the other side, unless this side has its key twice.
    const other = side === "labels" ? this.predictions : this.labels;
    return this.matched + other.unmatched !== other.rows;
  }
}

export class RowsOfSide {
  unmatched = 0;
  /** The first rows without a partner, by their codes. */
  readonly first: number[] = [];
  #last = 0;
  /** The highest code of each file. */
  readonly #highest: number[] = [];

  /** The number of rows of all files. */
  get rows(): number {
    return this.#highest.reduce((sum, code) => sum + rowOf(code), 0);
  }

  see(code: number): void {
    // Most rows are of the file of the row before.
    if (code <= this.#last && fileOf(code) === fileOf(this.#last)) return;
    const file = fileOf(code);
    this.#last = this.#highest[file] = Math.max(this.#highest[file] ?? 0, code);
  }

  miss(code: number): void {
    this.unmatched += 1;
    const { first } = this;
    if (first.length === mostUnmatched && code > first.at(-1)!) return;
    const after = first.findIndex((one) => one > code);
    first.splice(after < 0 ? first.length : after, 0, code);
    if (first.length > mostUnmatched) first.pop();
  }
}
