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

  /** Keeps a row if it is above the threshold. Rows of no weight are none of the worst. */
  add(row: WorstRow): void {
    const cost = costOf(row);
    if (row.weight === 0 || !(compareScaled(cost, this.#threshold) > 0)) return;
    const after = this.#rows.findIndex((one) => compareScaled(one.cost, cost) < 0);
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
