// The rows whose loss changed most in one direction.

import { type WorstRow, WorstRows } from "../metrics/worst-rows.js";
import type { PairBlock } from "./pair-blocks.js";
import type { ChangedRow } from "./result.js";

export class ChangedRows {
  readonly #rows: WorstRows;
  /** That of the rows, which takes a while to compute. */
  #threshold: number;
  /** The row of B and its prediction, for each listed row of A. */
  readonly #partners = new WeakMap<WorstRow, { rowB: number; predictionB: number }>();

  /** @param sign 1 for rows that got worse, −1 for rows that got better. */
  constructor(
    most: number,
    readonly sign: 1 | -1,
  ) {
    this.#rows = new WorstRows(most);
    this.#threshold = this.#rows.threshold;
  }

  /**
   * The list decides exactly which rows changed most; the product here may overflow or underflow.
   * @param difference The loss of B minus that of A.
   */
  add({ a, b }: PairBlock, i: number, weight: number, difference: number): void {
    const loss = this.sign * difference;
    if (!(loss > 0) || weight * loss < this.#threshold) return;
    const row = {
      source: 0,
      row: a.rows[i]!,
      label: a.labels[i]!,
      prediction: a.predictions[i]!,
      weight,
      loss,
    };
    this.#partners.set(row, { rowB: b.rows[i]!, predictionB: b.predictions[i]! });
    this.#rows.add(row);
    this.#threshold = this.#rows.threshold;
  }

  /** The most changed first. */
  list(): ChangedRow[] {
    return this.#rows.rows().map((row) => {
      const { rowB, predictionB } = this.#partners.get(row)!;
      return {
        rowA: row.row,
        rowB,
        label: row.label,
        predictionA: row.prediction,
        predictionB,
        difference: this.sign * row.weight * row.loss,
      };
    });
  }
}
