// Takes pairs of rows, leaves out the bad ones, scores the rest and adds them to the parts of the
// result.

import { Tallies } from "../metrics/tallies.js";
import { TallyMemory } from "../metrics/tally-memory.js";
import type { CompareOptions } from "../options/compare-options.js";
import { canBeScored, type Ranges, rangesOf } from "../rows/can-be-scored.js";
import { ColumnLooks, likelyMistake } from "../score/column-look.js";
import type { Indexes } from "../score/indexes.js";
import { Losses } from "../score/losses.js";
import type { Suspect } from "./bad-pairs.js";
import { Bootstrap } from "./bootstrap.js";
import { ChangedRows } from "./changed-rows.js";
import { compareSides, requireRows } from "./compare-sides.js";
import { pairedDifference, partsOf } from "./difference.js";
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
  readonly #ranges: Ranges;
  readonly #differences = new PairedDifferences();
  readonly #spread = new Spread();
  readonly #bootstrap: Bootstrap | null;
  readonly #sides: readonly [Tallies, Tallies];
  readonly #looks: readonly [ColumnLooks, ColumnLooks];
  readonly #worst: ChangedRows;
  readonly #best: ChangedRows;

  constructor(
    readonly options: CompareOptions,
    readonly indexes: Indexes,
  ) {
    const { loss, bootstrap, worst } = options;
    const newTallies = () => new Tallies(new TallyMemory(loss.fromLogits));
    this.#losses = new Losses(loss);
    this.#ranges = rangesOf(loss.fromLogits);
    this.#sides = [newTallies(), newTallies()];
    this.#looks = [new ColumnLooks(loss.fromLogits), new ColumnLooks(loss.fromLogits)];
    this.#bootstrap = bootstrap && new Bootstrap(bootstrap);
    this.#worst = new ChangedRows(worst, 1);
    this.#best = new ChangedRows(worst, -1);
  }

  /** Takes the pairs that can be compared and returns the others. */
  add(batch: Pairs): Suspect[] {
    const good: number[] = [];
    const bad: Suspect[] = [];
    for (let i = 0; i < batch.count; i++) {
      if (this.#isGood(batch, i)) good.push(i);
      else
        bad.push({
          rowA: batch.rowsA[i]!,
          rowB: batch.rowsB[i]!,
          labelA: batch.labelsA[i]!,
          labelB: batch.labelsB[i]!,
        });
    }
    this.#take(bad.length === 0 ? batch : select(batch, good));
    return bad;
  }

  #isGood(
    { rowsA, rowsB, labelsA, labelsB, predictionsA, predictionsB, weights }: Pairs,
    i: number,
  ): boolean {
    const y = labelsA[i]!;
    const w = weights === null ? 1 : weights[i]!;
    return (
      rowsA[i]! > 0 &&
      rowsB[i]! > 0 &&
      y === labelsB[i] &&
      canBeScored(this.#ranges, y, predictionsA[i]!, w) &&
      canBeScored(this.#ranges, y, predictionsB[i]!, w)
    );
  }

  #take(batch: Pairs): void {
    const { count, weights } = batch;
    if (count === 0) return;
    const a = this.#score(0, batch, batch.predictionsA);
    const differences = this.#score(1, batch, batch.predictionsB);
    for (let i = 0; i < count; i++) differences[i]! -= a[i]!;
    this.#differences.add(batch, differences);
    for (let i = 0; i < count; i++) {
      const w = weights === null ? 1 : weights[i]!;
      const d = differences[i]!;
      this.#bootstrap?.add(d, w);
      if (d !== 0) this.#spread.add(d, w);
      (d > 0 ? this.#worst : this.#best).add(batch, i, w, d);
    }
  }

  /** Adds the rows to the tallies of a side and returns their losses. */
  #score(
    side: 0 | 1,
    { count, labelsA: labels, weights, groups }: Pairs,
    predictions: Float64Array,
  ): Float64Array {
    const tallies = this.#sides[side];
    const { memory } = tallies;
    const block = memory.blocks[0]!;
    block.labels.set(labels);
    block.predictions.set(predictions);
    if (weights !== null) block.weights.set(weights);
    if (groups !== null) block.groups.set(groups.subarray(0, count));
    this.#looks[side].add(block, 0, count);
    this.#losses.fill(memory.exports, block, count);
    const losses = block.losses.slice(0, count);
    tallies.add(block, count, Infinity);
    return losses;
  }

  /** @throws DataError if there is nothing to compare, or a loss is not finite. */
  result(skipped: number): Omit<Found, "badRows"> {
    const { count, better, worse } = this.#differences;
    const { options, indexes } = this;
    requireRows(count, skipped);
    const { groups, clusters } = indexes;
    const partOf = partsOf(this.#differences.terms(groups, clusters));
    const compared = compareSides(options, this.#sides, this.#losses, groups, (group) =>
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

/** Some rows of a batch. */
function select(batch: Pairs, rows: readonly number[]): Pairs {
  const of = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const numbers = (of: Int32Array | null) => of && Int32Array.from(rows, (i) => of[i]!);
  return {
    count: rows.length,
    rowsA: of(batch.rowsA),
    labelsA: of(batch.labelsA),
    predictionsA: of(batch.predictionsA),
    weights: batch.weights && of(batch.weights),
    groups: numbers(batch.groups),
    clusters: numbers(batch.clusters),
    rowsB: of(batch.rowsB),
    labelsB: of(batch.labelsB),
    predictionsB: of(batch.predictionsB),
  };
}
