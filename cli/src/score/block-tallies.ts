// Adds blocks of rows to the tallies, and keeps the worst rows of them.

import { Tallies } from "../metrics/tallies.js";
import type { TallyMemory } from "../metrics/tally-memory.js";
import { WorstRows } from "../metrics/worst-rows.js";
import type { LossOptions } from "../options/loss-options.js";
import { Losses } from "./losses.js";

/** The first rows of a block in the memory, all of one source. */
export interface FilledBlock {
  readonly index: number;
  readonly count: number;
  readonly source: number;
  /** The number of the first row if the others follow it; 0 if the block has the number of each. */
  readonly firstRow: number;
  /** Whether its losses have been computed. If not, they are computed before it is added up. */
  readonly isScored: boolean;
}

export class BlockTallies {
  readonly #losses: Losses;
  readonly tallies: Tallies;
  readonly worst: WorstRows;

  constructor(options: LossOptions, memory: TallyMemory, mostWorst: number) {
    this.#losses = new Losses(options);
    this.tallies = new Tallies(memory);
    this.worst = new WorstRows(mostWorst);
  }

  add({ index, count, source, firstRow, isScored }: FilledBlock): void {
    const { memory } = this.tallies;
    const block = memory.blocks[index]!;
    if (!isScored) this.#losses.fill(memory.exports, block, count);
    const threshold = this.worst.thresholdIn(this.tallies.frameFor(block, count));
    for (const i of this.tallies.add(block, count, threshold)) {
      const row = firstRow > 0 ? firstRow + i : block.rows[i]!;
      const [label, prediction, weight] = [
        block.labels[i]!,
        block.predictions[i]!,
        block.weights[i]!,
      ];
      this.worst.add({ source, row, label, prediction, weight, loss: block.losses[i]! });
    }
  }
}
