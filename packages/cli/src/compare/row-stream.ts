// The rows of one side as they come, some at a time.

import type { Chunk } from "../duckdb/chunk.js";

/** Columns of as many rows each; null where a side has no such column. */
export interface Columns {
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  readonly weights: Float64Array | null;
  readonly groups: Int32Array | null;
  readonly clusters: Int32Array | null;
}

/** Numbered from 1; 0 stands for a row that is not there. */
export interface Rows extends Columns {
  readonly rows: Float64Array;
}

export class RowStream {
  #columns: Columns | null = null;
  #start = 0;
  /** The number of rows that were taken. */
  #taken = 0;
  /** How many rows are at hand: none after the last one. */
  count = 0;

  constructor(
    readonly chunks: AsyncGenerator<Chunk, void>,
    readonly columnsOf: (chunk: Chunk) => Columns,
  ) {}

  /** Gets more rows where none are at hand. Those taken before end with that. */
  async fill(): Promise<void> {
    if (this.count > 0) return;
    const { value } = await this.chunks.next();
    if (!value) return;
    this.#columns = this.columnsOf(value);
    this.#start = 0;
    this.count = value.rowCount;
  }

  /** Takes rows of those at hand or, after the last one, rows that are not there. */
  take(count: number): Rows {
    if (this.count === 0) return absent(count);
    const [start, end] = [this.#start, this.#start + count];
    const { labels, predictions, weights, groups, clusters } = this.#columns!;
    const rows = new Float64Array(count);
    for (let i = 0; i < count; i++) rows[i] = this.#taken + i + 1;
    this.#start = end;
    this.#taken += count;
    this.count -= count;
    return {
      rows,
      labels: labels.subarray(start, end),
      predictions: predictions.subarray(start, end),
      weights: weights?.subarray(start, end) ?? null,
      groups: groups?.subarray(start, end) ?? null,
      clusters: clusters?.subarray(start, end) ?? null,
    };
  }
}

function absent(count: number): Rows {
  const [numbers, groups] = [new Float64Array(count), new Int32Array(count)];
  return {
    rows: numbers,
    labels: numbers,
    predictions: numbers,
    weights: numbers,
    groups,
    clusters: groups,
  };
}
