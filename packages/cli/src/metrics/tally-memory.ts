// The memory of the module in assembly/, which scores rows and adds them up: what lies where in
// it. Threads share it: one fills a block while the other one adds up the block before. It grows
// with the number of groups.

import {
  firstAddress,
  instantiate,
  type ModuleExports,
  pageBytes,
  type SharedMemory,
} from "../wasm/module.js";
import { chunkShift, costBins, foundWords, scratchBytes } from "../wasm/numbers.js";
import {
  type Block,
  blockAt,
  blockBytes,
  blockSize,
  columnAt,
  columnBytes,
  type KeptRows,
} from "./block.js";
import { recordWords } from "./record.js";

/** Groups per chunk of records, and the most chunks. */
const [chunkGroups, mostChunks] = [2 ** chunkShift, 800];

/** Records and histograms of more groups would not fit the 4 GB that addresses reach. */
export const mostGroups = 800_000;

/** What is left to do after rows were added. */
export interface Added {
  /** The indices of the rows with w L above the threshold, without odd ones. */
  readonly above: Uint32Array;
  /** Number of rows of groups without a histogram. */
  readonly bare: number;
  /** The indices of odd rows, of which nothing was added. */
  readonly odd: Uint32Array;
}

export class TallyMemory {
  readonly shared: SharedMemory;
  readonly exports: ModuleExports;
  readonly blocks: readonly Block[];
  /** The address of each group's histogram, 0 for none. */
  readonly addresses: Uint32Array;
  /** The histogram over w L, two words for each bin. */
  readonly costs: BigUint64Array;
  /** The first address that is not in use. */
  end: number;
  /** Whether rows were added that are not plain: with another weight than 1, or a soft label. */
  hasWeighted = false;
  /** Two factors whose product is 2^−frame, which weights are multiplied by. */
  #factors: readonly [number, number] = [1, 1];
  /** The address of each chunk of records. */
  readonly #chunks: Uint32Array;
  /** Address of the scratch memory of addRows. */
  readonly #scratch: number;
  readonly #found: Uint32Array;
  readonly #odd: Uint32Array;
  /** Columns of rows that were kept, on their way into a histogram. */
  readonly #kept: readonly Float64Array[];

  /**
   * @param shared The memory of another thread, with as many blocks. By default a new one.
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
    const [found, odd] = [place(4 * (blockSize + foundWords)), place(4 * blockSize)];
    this.#scratch = place(scratchBytes * (blockSize + 2));
    const kept = [place(columnBytes), place(columnBytes), place(columnBytes)];
    const [chunks, addresses, costs] = [
      place(4 * mostChunks),
      place(4 * mostChunks * chunkGroups),
      place(16 * costBins),
    ];
    const { exports, memory } = instantiate(end, shared);
    this.end = end;
    this.exports = exports;
    this.shared = memory;
    const { buffer } = memory;
    this.blocks = blocks.map((start) => blockAt(buffer, start, isLogit));
    if (shared === undefined) for (const { weights } of this.blocks) weights.fill(1);
    this.#kept = kept.map((start) => columnAt(buffer, start));
    this.#found = new Uint32Array(buffer, found, blockSize + foundWords);
    this.#odd = new Uint32Array(buffer, odd, blockSize);
    this.#chunks = new Uint32Array(buffer, chunks, mostChunks);
    this.addresses = new Uint32Array(buffer, addresses, mostChunks * chunkGroups);
    this.costs = new BigUint64Array(buffer, costs, 2 * costBins);
  }

  set frame(frame: number) {
    const half = Math.trunc(frame / 2);
    this.#factors = [2 ** -half, 2 ** (half - frame)];
  }

  /** Allocates that many bytes, all 0. */
  allocate(bytes: number): number {
    const start = this.end;
    this.end += Math.ceil(bytes / 64) * 64;
    const missing = this.end - this.shared.buffer.byteLength;
    if (missing > 0) this.shared.grow(Math.ceil(missing / pageBytes));
    return start;
  }

  /** The words of a group's record. */
  record(group: number): BigInt64Array {
    return new BigInt64Array(this.shared.buffer, this.#recordAt(group), recordWords);
  }

  #recordAt(group: number): number {
    this.#requireRecord(group);
    return this.#chunks[Math.floor(group / chunkGroups)]! + 8 * recordWords * (group % chunkGroups);
  }

  /** Makes room for the records of groups up to this one. */
  #requireRecord(group: number): void {
    for (
      let chunk = Math.floor(group / chunkGroups);
      chunk >= 0 && this.#chunks[chunk] === 0;
      chunk--
    ) {
      this.#chunks[chunk] = this.allocate(8 * recordWords * chunkGroups);
    }
  }

  /**
   * Makes room for 2^30 rows more in the records of groups below this number, or for 2^21 in what
   * fills up sooner.
   */
  carry(groups: number, all: boolean): void {
    const carry = all ? this.exports.carryRecord : this.exports.carryBins;
    for (let group = 0; group < groups; group++) carry(this.#recordAt(group));
  }

  /** Adds the first rows of a block. */
  add(block: Block, count: number, threshold: number, fold: number): Added {
    this.#requireRecord(this.exports.highestGroup(count, block.groups.byteOffset));
    const found = this.#found;
    this.exports.addRows(
      count,
      block.labels.byteOffset,
      columnBytes,
      block.losses.byteOffset,
      block.probabilities.byteOffset,
      block.groups.byteOffset,
      this.#chunks.byteOffset,
      this.addresses.byteOffset,
      this.costs.byteOffset,
      this.#scratch,
      found.byteOffset,
      this.#odd.byteOffset,
      threshold,
      ...this.#factors,
      this.isLogit,
      fold,
    );
    if (found[3] === 0) this.hasWeighted = true;
    return {
      above: found.subarray(foundWords, foundWords + found[0]!),
      bare: found[1]!,
      odd: this.#odd.subarray(0, found[2]!),
    };
  }

  /** Adds rows to a histogram, except for odd ones, and returns the indices of these. */
  count({ predictions, labels, weights }: KeptRows, address: number, fold: number): number[] {
    const [x, y, w] = this.#kept as [Float64Array, Float64Array, Float64Array];
    const found = this.#found;
    const odd: number[] = [];
    for (let start = 0; start < predictions.length; start += blockSize) {
      const end = Math.min(predictions.length, start + blockSize);
      x.set(predictions.subarray(start, end));
      y.set(labels.subarray(start, end));
      w.set(weights.subarray(start, end));
      const columns = [x.byteOffset, y.byteOffset, w.byteOffset] as const;
      const notes = [found.byteOffset, this.#odd.byteOffset] as const;
      this.exports.countRows(
        end - start,
        ...columns,
        address,
        ...notes,
        ...this.#factors,
        this.isLogit,
        fold,
      );
      if (found[3] === 0) this.hasWeighted = true;
      for (const index of this.#odd.subarray(0, found[2]!)) odd.push(start + index);
    }
    return odd;
  }
}
