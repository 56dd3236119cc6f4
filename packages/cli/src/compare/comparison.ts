// Takes pairs of rows, leaves out the bad ones, scores the rest and adds them to the parts of the
// result.

import { refuseData } from "../errors.js";
import { reliabilityBins } from "../metrics/reliability.js";
import { Tallies } from "../metrics/tallies.js";
import { TallyMemory } from "../metrics/tally-memory.js";
import type { CompareOptions } from "../options/compare-options.js";
import { canBeScored, type Ranges, rangesOf } from "../rows/can-be-scored.js";
import { Losses } from "../score/losses.js";
import { type Measures, measuresOf } from "../score/result.js";
import type { Suspect } from "./bad-pairs.js";
import { Bootstrap } from "./bootstrap.js";
import { ChangedRows } from "./changed-rows.js";
import { ClusterDifferences } from "./cluster-differences.js";
import { Difference } from "./difference.js";
import type { Pairs } from "./pairs.js";
import type { CompareResult } from "./result.js";
import { Spread } from "./spread.js";

/**
 * Number of bins of the spread on each side of 0, and the share of the weight allowed outside them.
 */
const [binsPerSide, outside] = [20, 0.01];

export class Comparison {
  readonly #losses: Losses;
  readonly #ranges: Ranges;
  readonly #difference = new Difference();
  readonly #clusters: ClusterDifferences | null;
  readonly #spread = new Spread();
  readonly #bootstrap: Bootstrap | null;
  /** A is group 0 and B is group 1. */
  readonly #tallies: Tallies;
  readonly #worst: ChangedRows;
  readonly #best: ChangedRows;

  constructor(readonly options: CompareOptions) {
    this.#losses = new Losses(options.loss);
    this.#ranges = rangesOf(options.loss.fromLogits);
    this.#tallies = new Tallies(new TallyMemory(options.loss.fromLogits));
    this.#bootstrap = options.bootstrap && new Bootstrap(options.bootstrap);
    this.#clusters = options.a.cluster === undefined ? null : new ClusterDifferences();
    this.#worst = new ChangedRows(options.worst, 1);
    this.#best = new ChangedRows(options.worst, -1);
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
    const { count, labelsA: ys, weights } = batch;
    if (count === 0) return;
    const a = this.#score(0, ys, batch.predictionsA, weights);
    const b = this.#score(1, ys, batch.predictionsB, weights);
    this.#clusters?.add(batch, a, b);
    for (let i = 0; i < count; i++) {
      const w = weights === null ? 1 : weights[i]!;
      const d = b[i]! - a[i]!;
      this.#difference.add(d, w);
      this.#bootstrap?.add(d, w);
      if (d !== 0) this.#spread.add(d, w);
      (d > 0 ? this.#worst : this.#best).add(batch, i, w, d);
    }
  }

  /** Adds the rows to the tally of a side and returns their losses. */
  #score(
    side: 0 | 1,
    labels: Float64Array,
    predictions: Float64Array,
    weights: Float64Array | null,
  ): Float64Array {
    const { memory } = this.#tallies;
    const block = memory.blocks[0]!;
    block.labels.set(labels);
    block.predictions.set(predictions);
    if (weights !== null) block.weights.set(weights);
    block.groups.fill(side, 0, labels.length);
    this.#losses.fill(memory.exports, block, labels.length);
    const losses = block.losses.slice(0, labels.length);
    this.#tallies.add(block, labels.length, Infinity);
    return losses;
  }

  /** @throws DataError if there is nothing to compare, or a loss is not finite. */
  result(skipped: number): Omit<CompareResult, "files" | "badRows"> {
    const { count, better, worse } = this.#difference;
    const { a: columnsA, b: columnsB, loss } = this.options;
    if (count === 0)
      refuseData(
        "the files",
        "hold rows that can be compared",
        `none${skipped > 0 ? `, with ${skipped} bad ones skipped` : ""}`,
      );
    const sides = [this.#tallies.group(0), this.#tallies.group(1)];
    const [a, b] = sides.map((tally) => measuresOf(tally, this.#losses)) as [Measures, Measures];
    if (a.loss === null) refuseData("--weight", "have a weight above 0", "none");
    if (!Number.isFinite(a.loss) || !Number.isFinite(b.loss)) {
      refuseData(
        "losses",
        "be finite to be compared",
        `${a.loss} and ${b.loss}`,
        "Choose another --dialect than exact.",
      );
    }
    const [reliabilityA, reliabilityB] = sides.map(({ sums }) => reliabilityBins(sums));
    return {
      options: loss,
      predictions: [columnsA.prediction, columnsB.prediction],
      weighted: columnsA.weight !== undefined,
      a,
      b,
      reliability: { a: reliabilityA!, b: reliabilityB! },
      difference: this.#difference.interval(this.#clusters?.moments() ?? null),
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
  return {
    count: rows.length,
    rowsA: of(batch.rowsA),
    labelsA: of(batch.labelsA),
    predictionsA: of(batch.predictionsA),
    weights: batch.weights && of(batch.weights),
    clusters: batch.clusters && Int32Array.from(rows, (i) => batch.clusters![i]!),
    rowsB: of(batch.rowsB),
    labelsB: of(batch.labelsB),
    predictionsB: of(batch.predictionsB),
  };
}
