// The rows that cost the most, by w L.

import { scale } from "./exact.js";
import { compareScaled, type Scaled, scaledProduct } from "./odd-row.js";

export interface WorstRow {
  readonly source: number;
  /** From 1 within its source. */
  readonly row: number;
  readonly label: number;
  readonly prediction: number;
  readonly weight: number;
  readonly loss: number;
}

/** w L, whatever the size of the weight. */
export function costOf({
  weight,
  loss,
}: {
  readonly weight: number;
  readonly loss: number;
}): Scaled {
  return scaledProduct(weight, loss);
}

export class WorstRows {
  readonly #rows: { readonly row: WorstRow; readonly cost: Scaled }[] = [];
  readonly #most: number;
  #threshold: Scaled = { x: -Infinity, exponent: 0 };

  constructor(most: number) {
    this.#most = most;
    if (most === 0) this.#threshold = { x: Infinity, exponent: 0 };
  }

  /** What a row has to cost more than, where that is a double. */
  get threshold(): number {
    return this.thresholdIn(0);
  }

  /** The same times 2^−exponent. */
  thresholdIn(exponent: number): number {
    const { x, exponent: own } = this.#threshold;
    return Number.isFinite(x) ? scale(x, own - exponent) : x;
  }

  /** A number just below that, which rows that come in no order have to be above. */
  belowThresholdIn(exponent: number): number {
    const x = this.thresholdIn(exponent);
    if (this.#most === 0 || x === -Infinity) return x;
    return x === Infinity ? Number.MAX_VALUE : x - Math.max(Math.abs(x) * 2 ** -52, 5e-324);
  }

  /**
   * Keeps a row if it is above the threshold, or costs as much as a kept one that comes after it.
   * Rows of no weight are none of the worst.
   */
  add(row: WorstRow): void {
    const cost = costOf(row);
    if (row.weight === 0 || this.#most === 0 || compareScaled(cost, this.#threshold) < 0) return;
    const after = this.#rows.findIndex((one) => {
      const difference = compareScaled(one.cost, cost);
      return difference < 0 || (difference === 0 && isBefore(row, one.row));
    });
    if (after < 0 && this.#rows.length === this.#most) return;
    this.#rows.splice(after < 0 ? this.#rows.length : after, 0, { row, cost });
    if (this.#rows.length > this.#most) this.#rows.pop();
    if (this.#rows.length === this.#most) this.#threshold = this.#rows.at(-1)!.cost;
  }

  merge(other: WorstRows): void {
    for (const { row } of other.#rows) this.add(row);
  }

  /** The worst first; of two that cost the same, the one that came first. */
  rows(): readonly WorstRow[] {
    return this.#rows.map(({ row }) => row);
  }
}

function isBefore(a: WorstRow, b: WorstRow): boolean {
  return a.source < b.source || (a.source === b.source && a.row < b.row);
}
