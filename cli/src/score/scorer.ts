// Takes batches of rows, leaves out the bad ones, and puts the rest through the kernel and into the tallies, a block at a time.

import type { Batch } from "../input/batch.js";
import { Concentration } from "../metrics/concentration.js";
import { RankBudget } from "../metrics/ranking.js";
import { Tally } from "../metrics/tally.js";
import { WorstRows } from "../metrics/worst-rows.js";
import type { LossOptions } from "../options/loss-options.js";
import { type Block, blockSize, Losses } from "./losses.js";

export class Scorer {
  readonly #losses: Losses;
  readonly #block: Block;
  readonly #weights = new Float64Array(blockSize).fill(1);
  readonly #groups = new Int32Array(blockSize);
  readonly #rows = new Float64Array(blockSize);
  readonly #fromLogits: boolean;
  readonly #budget: RankBudget;
  #filled = 0;
  #source = -1;
  /** The row before the next batch's first. */
  #row = 0;
  /** By number of group; without groups there is one. */
  readonly tallies: Tally[] = [];
  readonly worst: WorstRows;
  readonly concentration = new Concentration();

  constructor(options: LossOptions, mostWorst: number) {
    this.#losses = new Losses(options);
    this.#block = this.#losses.createBlock();
    this.#fromLogits = options.fromLogits;
    this.#budget = new RankBudget(options.fromLogits);
    this.worst = new WorstRows(mostWorst);
  }

  /** Rows count from 1 again. */
  beginSource(): void {
    this.flush();
    this.#source += 1;
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
    const { labels: ys, predictions: xs } = this.#block;
    const [lowest, highest] = this.#fromLogits ? [-Infinity, Infinity] : [0, 1];
    let filled = this.#filled;
    for (let i = start; i < end; i++) {
      const y = labels[i]!;
      const x = predictions[i]!;
      const w = weights === null ? 1 : weights[i]!;
      if (!(y >= 0 && y <= 1 && x >= lowest && x <= highest && w >= 0 && w < Infinity)) {
        bad.push(this.#row + i + 1);
        continue;
      }
      ys[filled] = y;
      xs[filled] = x;
      this.#rows[filled] = this.#row + i + 1;
      if (weights !== null) this.#weights[filled] = w;
      if (groups !== null) this.#groups[filled] = groups[i]!;
      filled += 1;
    }
    this.#filled = filled;
  }

  /** Scores what waits in the block. */
  flush(): void {
    if (this.#filled === 0) return;
    const losses = this.#losses.of(this.#block, this.#filled);
    const { labels, predictions } = this.#block;
    for (let i = 0; i < this.#filled; i++) {
      const y = labels[i]!;
      const x = predictions[i]!;
      const w = this.#weights[i]!;
      const loss = losses[i]!;
      const p = this.#fromLogits ? 1 / (1 + Math.exp(-x)) : x;
      const cost = w === 0 ? 0 : w * loss;
      this.#tally(this.#groups[i]!).add(y, x, p, w, loss);
      this.concentration.add(cost);
      if (cost > this.worst.threshold) {
        this.worst.add({ source: this.#source, row: this.#rows[i]!, label: y, prediction: x, weight: w, loss });
      }
    }
    this.#filled = 0;
  }

  #tally(group: number): Tally {
    const known = this.tallies[group];
    if (known !== undefined) return known;
    while (this.tallies.length <= group) this.tallies.push(new Tally(this.#budget.create()));
    return this.tallies[group]!;
  }

  /** The tally of all groups together. It takes the place of theirs where there is only one. */
  total(): Tally {
    this.flush();
    if (this.tallies.length === 1) return this.tallies[0]!;
    const total = new Tally(this.#budget.create());
    for (const tally of this.tallies) total.merge(tally);
    return total;
  }
}
