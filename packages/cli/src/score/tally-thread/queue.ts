// Blocks on their way from the thread that fills them to the one that adds them up, in order:
// counters in shared memory.

import type { FilledBlock } from "../block-tallies.js";

/**
 * Indices of the counters: blocks handed over, blocks taken, whether the other thread has failed,
 * and whether there will be many rows.
 */
const [handedOver, taken, failed, many] = [0, 1, 2, 3];

/**
 * Number of 32-bit words before those of the blocks, and of each block: count, source, first row in
 * two halves, and whether it is scored.
 */
const [counters, wordsPerBlock] = [4, 5];

/** The count that marks the end. */
const end = -1;

/** Milliseconds that a block may take: thousands of times what it does. */
const patienceMs = 60_000;

const halfRange = 2 ** 31;

type Words = [count: number, source: number, low: number, high: number, isScored: number];

export class BlockQueue {
  readonly #words: Int32Array;

  constructor(
    readonly blockCount: number,
    readonly buffer = new SharedArrayBuffer(4 * (counters + wordsPerBlock * blockCount)),
  ) {
    this.#words = new Int32Array(buffer);
  }

  /** Said before the first block. */
  expectMany(): void {
    this.#words[many] = 1;
  }

  /** Set with the first block. */
  get expectsMany(): boolean {
    return this.#words[many] === 1;
  }

  /** Number of blocks handed over and not yet taken. */
  get length(): number {
    return this.#words[handedOver]! - Atomics.load(this.#words, taken);
  }

  /**
   * Hands the next block over and waits until the one after it is free.
   * @returns false if nobody takes them any more.
   */
  put({ count, source, firstRow, isScored }: FilledBlock): boolean {
    this.#write(
      count,
      source,
      firstRow % halfRange,
      Math.floor(firstRow / halfRange),
      Number(isScored),
    );
    while (Atomics.load(this.#words, failed) === 0) {
      const done = Atomics.load(this.#words, taken);
      if (this.#words[handedOver]! - done < this.blockCount) return true;
      if (Atomics.wait(this.#words, taken, done, patienceMs) === "timed-out") return false;
    }
    return false;
  }

  /** Says that no block follows. */
  end(): void {
    this.#write(end);
  }

  #write(...words: readonly number[]): void {
    this.#words.set(words, counters + wordsPerBlock * (this.#words[handedOver]! % this.blockCount));
    Atomics.add(this.#words, handedOver, 1);
    Atomics.notify(this.#words, handedOver);
  }

  /** The other thread's side: every block in turn, until the end. */
  *blocks(): Generator<FilledBlock, void> {
    for (let done = 0; ; done++) {
      while (Atomics.load(this.#words, handedOver) === done)
        Atomics.wait(this.#words, handedOver, done);
      const index = done % this.blockCount;
      const [count, source, low, high, isScored] = this.#words.subarray(
        counters + wordsPerBlock * index,
      ) as unknown as Words;
      if (count === end) return;
      yield { index, count, source, firstRow: high * halfRange + low, isScored: isScored === 1 };
      Atomics.add(this.#words, taken, 1);
      Atomics.notify(this.#words, taken);
    }
  }

  /** Marks the other thread as failed. */
  fail(): void {
    Atomics.store(this.#words, failed, 1);
    Atomics.notify(this.#words, taken);
  }
}
