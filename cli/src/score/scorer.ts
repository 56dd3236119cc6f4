// Takes batches of rows, leaves out the bad ones, and puts the rest through the kernel and into the tallies, a block at a time.

import type { Batch } from "../input/batch.js";
import { Tallies, type Tally } from "../metrics/tallies.js";
import { blockSize } from "../metrics/tally-memory.js";
import { WorstRows } from "../metrics/worst-rows.js";
import type { LossOptions } from "../options/loss-options.js";
import { Losses } from "./losses.js";

export class Scorer {
  readonly #losses: Losses;
  readonly #rows = new Float64Array(blockSize);
  readonly #fromLogits: boolean;
  #filled = 0;
  #source = 0;
  /** The row before the next batch's first. */
  #row = 0;
  /** By number of group; without groups all rows are of number 0. */
  readonly tallies: Tallies;
  readonly worst: WorstRows;

  constructor(options: LossOptions, mostWorst: number) {
    this.#losses = new Losses(options);
    this.#fromLogits = options.fromLogits;
    this.tallies = new Tallies(options.fromLogits);
    this.worst = new WorstRows(mostWorst);
  }

  /** Rows count from 1 again. */
  beginSource(source: number): void {
    this.flush();
    this.#source = source;
    this.#row = 0;
  }

  /** Takes the rows that can be scored, and gives the numbers of the others. */
  add(batch: Batch): number[] {
    const bad: number[] = [];
    for (let start = 0; start < batch.count; ) {
      if (this.#filled === blockSize) this.flush();
      const end = Math.min(batch.count, start + blockSize - this.#filled);
      this.#take(batch, start, end, bad);
      start = end;
    }
    this.#row += batch.count;
    return bad;
  }

  #take({ labels, predictions, weights, groups }: Batch, start: number, end: number, bad: number[]): void {
    const { memory } = this.tallies;
    const lowest = this.#fromLogits ? -Infinity : 0;
    const highest = this.#fromLogits ? Infinity : 1;
    let filled = this.#filled;
    for (let i = start; i < end; i++) {
      const y = labels[i]!;
      const x = predictions[i]!;
      const w = weights === null ? 1 : weights[i]!;
      if (!(y >= 0 && y <= 1 && x >= lowest && x <= highest && w >= 0 && w < Infinity)) {
        bad.push(this.#row + i + 1);
        continue;
      }
      memory.labels[filled] = y;
      memory.predictions[filled] = x;
      if (weights !== null) memory.weights[filled] = w;
      if (groups !== null) memory.groups[filled] = groups[i]!;
      this.#rows[filled] = this.#row + i + 1;
      filled += 1;
    }
    this.#filled = filled;
  }

  /** Scores what waits in the block. */
  flush(): void {
    if (this.#filled === 0) return;
    const { memory } = this.tallies;
    this.#losses.fill(memory, this.#filled);
    for (const i of this.tallies.add(this.#filled, this.worst.threshold)) this.#keep(i);
    this.#filled = 0;
  }

  #keep(i: number): void {
    const { labels, predictions, weights, losses } = this.tallies.memory;
    const [label, prediction, weight, loss] = [labels[i]!, predictions[i]!, weights[i]!, losses[i]!];
    this.worst.add({ source: this.#source, row: this.#rows[i]!, label, prediction, weight, loss });
  }

  /** The tally of all groups together. */
  total(): Tally {
    this.flush();
    return this.tallies.total();
  }
}
