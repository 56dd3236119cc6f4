// Takes pairs of rows, leaves out the bad ones, scores the rest and adds them to the parts of the
// result: differences in this thread, in the order of the rows, and what is added up of each side
// in this thread or in others.

import { type Block, blockSize } from "../metrics/block.js";
import type { CompareOptions } from "../options/compare-options.js";
import { rangesOf } from "../rows/can-be-scored.js";
import { ColumnLooks, likelyMistake } from "../score/column-look.js";
import type { Indexes } from "../score/indexes.js";
import { Losses } from "../score/losses.js";
import type { addHere, BlockTaker } from "../score/scorer.js";
import type { Suspect } from "./bad-pairs.js";
import { Bootstrap } from "./bootstrap.js";
import { ChangedRows } from "./changed-rows.js";
import { compareSides, requireRows } from "./compare-sides.js";
import { pairedDifference, partsOf } from "./difference.js";
import { type PairBlock, PairBlocks } from "./pair-blocks.js";
import { PairedDifferences } from "./paired-differences.js";
import type { Pairs } from "./paired-rows.js";
import type { Found } from "./result.js";
import { Spread } from "./spread.js";

/**
 * Number of bins of the spread on each side of 0, and the share of the weight allowed outside them.
 */
const [binsPerSide, outside] = [20, 0.01];

export class Comparison {
  readonly #losses: Losses;
  readonly #differences = new PairedDifferences();
  readonly #spread = new Spread();
  readonly #bootstrap: Bootstrap | null;
  readonly #takers: readonly [BlockTaker, BlockTaker];
  readonly #blocks: PairBlocks;
  readonly #looks: readonly [ColumnLooks, ColumnLooks];
  readonly #worst: ChangedRows;
  readonly #best: ChangedRows;
  /** The losses of B minus those of A in a block. */
  readonly #changes = new Float64Array(blockSize);

  /** @param newTaker Makes what adds up the losses of a side. */
  constructor(
    readonly options: CompareOptions,
    readonly indexes: Indexes,
    newTaker: typeof addHere,
  ) {
    const { loss, bootstrap, worst } = options;
    this.#losses = new Losses(loss);
    this.#takers = [newTaker(loss, 0, "nothing"), newTaker(loss, 0, "nothing")];
    this.#looks = [new ColumnLooks(loss.fromLogits), new ColumnLooks(loss.fromLogits)];
    this.#bootstrap = bootstrap && new Bootstrap(bootstrap);
    this.#worst = new ChangedRows(worst, 1);
    this.#best = new ChangedRows(worst, -1);
    const [a, b] = this.#takers;
    const ranges = rangesOf(loss.fromLogits);
    this.#blocks = new PairBlocks([a.memory, b.memory], ranges, (block) => this.#take(block));
  }

  /** Called before the first pairs if there will be more than can be ranked exactly. */
  expectMany(): void {
    for (const taker of this.#takers) taker.expectMany();
  }

  /** Takes the pairs that can be compared and returns the others. */
  add(batch: Pairs): Suspect[] {
    return this.#blocks.add(batch);
  }

  #take(pairs: PairBlock): void {
    const { a, b, count } = pairs;
    this.#score(0, a, count);
    this.#score(1, b, count);
    const differences = this.#changes;
    for (let i = 0; i < count; i++) differences[i] = b.losses[i]! - a.losses[i]!;
    this.#differences.add({ ...a, losses: differences }, count, this.indexes.clusters !== null);
    for (let i = 0; i < count; i++) {
      const w = a.weights[i]!;
      const d = differences[i]!;
      this.#bootstrap?.add(d, w);
      if (d !== 0) this.#spread.add(d, w);
      (d > 0 ? this.#worst : this.#best).add(pairs, i, w, d);
    }
    // Last, since from here on another thread may have the block.
    const filled = { index: pairs.index, count, source: 0, firstRow: 1, isScored: true };
    for (const taker of this.#takers) taker.take(filled);
  }

  #score(side: 0 | 1, block: Block, count: number): void {
    this.#looks[side].add(block, 0, count);
    this.#losses.fill(this.#takers[side].memory.exports, block, count);
  }

  /** Releases everything, whether there is a result or not. */
  close(): void {
    for (const taker of this.#takers) taker.close();
  }

  /** @throws DataError if there is nothing to compare, or a loss is not finite. */
  async result(skipped: number): Promise<Omit<Found, "badRows">> {
    this.#blocks.flush();
    const { count, better, worse } = this.#differences;
    const { options, indexes } = this;
    requireRows(count, skipped);
    const { groups, clusters } = indexes;
    const [a, b] = this.#takers;
    const sides = [(await a.finish()).tallies, (await b.finish()).tallies] as const;
    const partOf = partsOf(this.#differences.terms(groups, clusters));
    const compared = compareSides(options, sides, this.#losses, groups, (group) =>
      pairedDifference(partOf(group), clusters !== null),
    );
    return {
      ...compared,
      paired: true,
      // Of differences it is not known.
      likelyCluster: null,
      likelyMistake: {
        a: likelyMistake(this.#looks[0].look, count),
        b: likelyMistake(this.#looks[1].look, count),
      },
      bootstrap: this.#bootstrap?.interval() ?? null,
      spread: this.#spread.bins(binsPerSide, outside),
      rows: { better, worse, same: count - better - worse },
      best: this.#best.list(),
      worst: this.#worst.list(),
    };
  }
}
