// The rows that cost the most, by w L.

export interface WorstRow {
  readonly source: number;
  /** From 1 within its source. */
  readonly row: number;
  readonly label: number;
  readonly prediction: number;
  readonly weight: number;
  readonly loss: number;
}

const costOf = ({ weight, loss }: WorstRow) => (weight === 0 ? 0 : weight * loss);

export class WorstRows {
  readonly #rows: WorstRow[] = [];
  readonly #most: number;
  /** What a row has to cost more than. */
  threshold = -Infinity;

  constructor(most: number) {
    this.#most = most;
    if (most === 0) this.threshold = Infinity;
  }

  /** Keeps a row if it is above the threshold. */
  add(row: WorstRow): void {
    const cost = costOf(row);
    if (!(cost > this.threshold)) return;
    const after = this.#rows.findIndex((one) => costOf(one) < cost);
    this.#rows.splice(after < 0 ? this.#rows.length : after, 0, row);
    if (this.#rows.length > this.#most) this.#rows.pop();
    if (this.#rows.length === this.#most) this.threshold = costOf(this.#rows.at(-1)!);
  }

  merge(other: WorstRows): void {
    for (const row of other.#rows) this.add(row);
  }

  /** The worst first; of two that cost the same, the one that came first. */
  rows(): readonly WorstRow[] {
    return this.#rows;
  }
}
