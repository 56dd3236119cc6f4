// Adds blocks of rows to the tallies and to the moments, and keeps the worst rows.

import type { LossOptions } from "../loss-options.js";
import { MomentTallies } from "../metrics/moment-tallies.js";
import { Tallies } from "../metrics/tallies.js";
import type { TallyMemory } from "../metrics/tally-memory.js";
import { WorstRows } from "../metrics/worst-rows.js";
import { Losses } from "./losses.js";

/** The filled part of a block in memory: rows of one source. */
export interface FilledBlock {
  readonly index: number;
  readonly count: number;
  readonly source: number;
  /**
   * The number of the first row, if the others follow it; 0 if the block stores the number of each
   * row.
   */
  readonly firstRow: number;
  /** Whether its losses are already computed; if not, the reader of the block computes them. */
  readonly isScored: boolean;
}

/** Of what the moments are added up beside the tallies. */
export type MomentsOf = "nothing" | "rows" | "clusters";

export class BlockTallies {
  readonly #losses: Losses;
  readonly tallies: Tallies;
  readonly worst: WorstRows;
  readonly moments = new MomentTallies();

  constructor(
    options: LossOptions,
    memory: TallyMemory,
    mostWorst: number,
    readonly momentsOf: MomentsOf,
  ) {
    this.#losses = new Losses(options);
    this.tallies = new Tallies(memory);
    this.worst = new WorstRows(mostWorst);
  }

  add({ index, count, source, firstRow, isScored }: FilledBlock): void {
    const { memory } = this.tallies;
    const block = memory.blocks[index]!;
    if (!isScored) this.#losses.fill(memory.exports, block, count);
    const frame = this.tallies.frameFor(block, count);
    if (this.momentsOf !== "nothing")
      this.moments.add(block, count, frame, this.momentsOf === "clusters");
    // Rows with numbers of their own may come in no order.
    const threshold =
      firstRow > 0 ? this.worst.thresholdIn(frame) : this.worst.belowThresholdIn(frame);
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
