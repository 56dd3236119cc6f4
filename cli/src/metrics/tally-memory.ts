// The memory of the module that adds up rows, cli/assembly/tally.ts, and where what lies in it.

import { costBins } from "./concentration.js";
import { sumsLength } from "./sums.js";
import { instantiate, type TallyExports } from "./wasm/module.js";

/** Rows that are scored together: their columns stay in the second-level cache. */
export const blockSize = 8192;

/** Each group keeps sums, and maybe a histogram, of its own. */
export const mostGroups = 4096;

/** Bytes for histograms: one of the coarsest for each group and two for all of them. Only what is written to takes memory. */
const histogramBytes = (mostGroups + 2) * 2 ** 16;

export class TallyMemory {
  readonly exports: TallyExports;
  /** Columns of a block, to be filled before its rows are added. */
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  readonly losses: Float64Array;
  /** 1 unless they are written. */
  readonly weights: Float64Array;
  /** The predictions themselves, unless they are logits. */
  readonly probabilities: Float64Array;
  readonly groups: Int32Array;
  /** Σ of each group, one after the other. */
  readonly sums: Float64Array;
  /** The address of each group's histogram, 0 for none. */
  readonly addresses: Uint32Array;
  /** Pairs of n and Σ w L, a pair for each bin. */
  readonly costs: Float64Array;
  /** Room for histograms: pairs of the weights of positive and of negative labels. */
  readonly histograms: Float64Array;
  readonly #above: Uint32Array;

  constructor(readonly isLogit: boolean) {
    // Address 0 stands for none.
    let end = 1024;
    const place = (bytes: number) => {
      const start = end;
      end += Math.ceil(bytes / 64) * 64;
      return start;
    };
    const columns = place(5 * 8 * blockSize);
    const [groups, above] = [place(4 * blockSize), place(4 * (blockSize + 1))];
    const [addresses, costs] = [place(4 * mostGroups), place(16 * costBins)];
    const [sums, histograms] = [place(8 * sumsLength * mostGroups), place(histogramBytes)];
    const { exports, buffer } = instantiate(end);
    this.exports = exports;
    const column = (index: number) => new Float64Array(buffer, columns + 8 * blockSize * index, blockSize);
    this.labels = column(0);
    this.predictions = column(1);
    this.losses = column(2);
    this.weights = column(3).fill(1);
    this.probabilities = isLogit ? column(4) : this.predictions;
    this.groups = new Int32Array(buffer, groups, blockSize);
    this.#above = new Uint32Array(buffer, above, blockSize + 1);
    this.addresses = new Uint32Array(buffer, addresses, mostGroups);
    this.costs = new Float64Array(buffer, costs, 2 * costBins);
    this.sums = new Float64Array(buffer, sums, sumsLength * mostGroups);
    this.histograms = new Float64Array(buffer, histograms, histogramBytes / 8);
  }

  /** Adds the first rows of the block, and gives the indices of those with w L above the threshold. */
  add(count: number, threshold: number, fold: number): Uint32Array {
    const found = this.exports.addRows(
      count,
      this.labels.byteOffset,
      8 * blockSize,
      this.probabilities.byteOffset,
      this.groups.byteOffset,
      this.sums.byteOffset,
      this.addresses.byteOffset,
      this.costs.byteOffset,
      this.#above.byteOffset,
      threshold,
      this.isLogit,
      fold,
    );
    return this.#above.subarray(0, found);
  }

  /** Adds rows to a histogram. The block's columns are overwritten, but not the weights. */
  count(predictions: Float64Array, positive: Float64Array, negative: Float64Array, address: number, fold: number): void {
    for (let start = 0; start < predictions.length; start += blockSize) {
      const end = Math.min(predictions.length, start + blockSize);
      this.labels.set(predictions.subarray(start, end));
      this.predictions.set(positive.subarray(start, end));
      this.losses.set(negative.subarray(start, end));
      this.exports.countRows(end - start, this.labels.byteOffset, 8 * blockSize, address, this.isLogit, fold);
    }
  }
}
