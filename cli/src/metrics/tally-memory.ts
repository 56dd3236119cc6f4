// The memory of the module that scores and adds up rows, cli/assembly/, and where what lies in it. Threads share it: one
// fills a block while another takes the block before.

import { firstAddress, instantiate, type ModuleExports, type SharedMemory } from "../wasm/module.js";
import { costBins } from "./concentration.js";
import { sumsLength } from "./sums.js";

/** Rows that are scored together: their columns stay in the second-level cache. */
export const blockSize = 8192;

/** Each group keeps sums, and maybe a histogram, of its own. */
export const mostGroups = 4096;

/** Bytes for histograms: one of the coarsest for each group and two for all of them. Only what is written to takes memory. */
const histogramBytes = (mostGroups + 2) * 2 ** 16;

const columnBytes = 8 * blockSize;
const blockBytes = 7 * columnBytes;

/** Rows that are kept as they are, as columns: predictions with the weights of positive and of negative labels. */
export interface KeptRows {
  readonly predictions: Float64Array;
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** Rows to be scored, as columns. */
export interface Block {
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  /** 1 unless they are written. */
  readonly weights: Float64Array;
  readonly losses: Float64Array;
  /** Of logits; of probabilities they are the predictions themselves. */
  readonly probabilities: Float64Array;
  /** The number of each row in its source, where they are not consecutive. */
  readonly rows: Float64Array;
  /** 0 unless they are written. */
  readonly groups: Int32Array;
}

function columnAt(buffer: SharedArrayBuffer, start: number): Float64Array {
  return new Float64Array(buffer, start, blockSize);
}

function blockAt(buffer: SharedArrayBuffer, start: number, isLogit: boolean): Block {
  const column = (index: number) => columnAt(buffer, start + columnBytes * index);
  const predictions = column(1);
  return {
    labels: column(0),
    predictions,
    weights: column(2),
    losses: column(3),
    probabilities: isLogit ? column(4) : predictions,
    rows: column(5),
    groups: new Int32Array(buffer, start + columnBytes * 6, blockSize),
  };
}

/** A block by itself, for rows that are scored and not added up. */
export function blockAlone(isLogit: boolean): { block: Block; exports: ModuleExports } {
  const { exports, memory } = instantiate(firstAddress + blockBytes);
  return { block: blockAt(memory.buffer, firstAddress, isLogit), exports };
}

export class TallyMemory {
  readonly shared: SharedMemory;
  readonly exports: ModuleExports;
  readonly blocks: readonly Block[];
  /** Σ of each group, one after the other. */
  readonly sums: Float64Array;
  /** The address of each group's histogram, 0 for none. */
  readonly addresses: Uint32Array;
  /** Pairs of n and Σ w L, a pair for each bin. */
  readonly costs: Float64Array;
  /** Room for histograms: pairs of the weights of positive and of negative labels. */
  readonly histograms: Float64Array;
  /** Where room is for what addRows notes of each row. */
  readonly #scratch: number;
  readonly #found: Uint32Array;
  /** Columns of rows that were kept, on their way into a histogram. */
  readonly #kept: readonly Float64Array[];

  /**
   * @param shared The memory of another thread's, laid out for as many blocks; without it a new one.
   */
  constructor(
    readonly isLogit: boolean,
    readonly blockCount = 1,
    shared?: SharedMemory,
  ) {
    let end = firstAddress;
    const place = (bytes: number) => {
      const start = end;
      end += Math.ceil(bytes / 64) * 64;
      return start;
    };
    const blocks = Array.from({ length: blockCount }, () => place(blockBytes));
    const found = place(4 * (blockSize + 3));
    this.#scratch = place(48 * (blockSize + 2));
    const kept = [place(columnBytes), place(columnBytes), place(columnBytes)];
    const [addresses, costs] = [place(4 * mostGroups), place(16 * costBins)];
    const [sums, histograms] = [place(8 * sumsLength * mostGroups), place(histogramBytes)];
    const { exports, memory } = instantiate(end, shared);
    this.exports = exports;
    this.shared = memory;
    const { buffer } = memory;
    this.blocks = blocks.map((start) => blockAt(buffer, start, isLogit));
    if (shared === undefined) for (const { weights } of this.blocks) weights.fill(1);
    this.#kept = kept.map((start) => columnAt(buffer, start));
    this.#found = new Uint32Array(buffer, found, blockSize + 3);
    this.addresses = new Uint32Array(buffer, addresses, mostGroups);
    this.costs = new Float64Array(buffer, costs, 2 * costBins);
    this.sums = new Float64Array(buffer, sums, sumsLength * mostGroups);
    this.histograms = new Float64Array(buffer, histograms, histogramBytes / 8);
  }

  /**
   * Adds the first rows of a block.
   *
   * @returns the indices of the rows with w L above the threshold, and how many rows are of groups without a histogram.
   */
  add(block: Block, count: number, threshold: number, fold: number): { above: Uint32Array; bare: number } {
    this.exports.addRows(
      count,
      block.labels.byteOffset,
      columnBytes,
      block.losses.byteOffset,
      block.probabilities.byteOffset,
      block.groups.byteOffset,
      this.sums.byteOffset,
      this.addresses.byteOffset,
      this.costs.byteOffset,
      this.#scratch,
      this.#found.byteOffset,
      threshold,
      this.isLogit,
      fold,
    );
    return { above: this.#found.subarray(2, 2 + this.#found[0]!), bare: this.#found[1]! };
  }

  /** Adds rows to a histogram. */
  count({ predictions, positive, negative }: KeptRows, address: number, fold: number): void {
    const [x, a, b] = this.#kept as [Float64Array, Float64Array, Float64Array];
    for (let start = 0; start < predictions.length; start += blockSize) {
      const end = Math.min(predictions.length, start + blockSize);
      x.set(predictions.subarray(start, end));
      a.set(positive.subarray(start, end));
      b.set(negative.subarray(start, end));
      this.exports.countRows(end - start, x.byteOffset, a.byteOffset, b.byteOffset, address, this.isLogit, fold);
    }
  }
}
