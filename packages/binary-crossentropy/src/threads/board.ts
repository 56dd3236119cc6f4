// What the threads that share a sweep know of each other: who has which range, and the sums of
// those that are done. Every sweep has memory of its own, so that a thread that wakes up late finds
// nothing of a later one to disturb.

import type { Sums } from "../sweep/sweep.js";

const nobody = 0;
const finished = -1;
/** The calling thread, which keeps its sums to itself; workers are numbered from 1. */
export const caller = -2;

const sumsPerRange = 3;
const bytesPerRange = sumsPerRange * 8 + 4;

export class Board {
  readonly count: number;
  readonly buffer: SharedArrayBuffer;
  readonly #sums: Float64Array;
  readonly #owners: Int32Array;

  /** @param buffer The memory of the same board on another thread. */
  constructor(count: number, buffer = new SharedArrayBuffer(count * bytesPerRange)) {
    this.count = count;
    this.buffer = buffer;
    this.#sums = new Float64Array(buffer, 0, count * sumsPerRange);
    this.#owners = new Int32Array(buffer, count * sumsPerRange * 8, count);
  }

  /** Takes the range, unless somebody has it. */
  claim(range: number, who: number): boolean {
    return Atomics.compareExchange(this.#owners, range, nobody, who) === nobody;
  }

  /** The owner of the range; undefined once it is done. */
  ownerOf(range: number): number | undefined {
    const owner = Atomics.load(this.#owners, range);
    return owner === finished ? undefined : owner;
  }

  /** Hands in a worker's sums, which count for nothing if the range was taken from it. */
  finish(range: number, who: number, { losses, weights, cells }: Sums): void {
    this.#sums.set([losses, weights, cells], range * sumsPerRange);
    Atomics.compareExchange(this.#owners, range, who, finished);
    Atomics.notify(this.#owners, range);
  }

  /** Gives the range to the calling thread, unless it is done. */
  takeOver(range: number): boolean {
    for (;;) {
      const owner = Atomics.load(this.#owners, range);
      if (owner === finished) return false;
      if (Atomics.compareExchange(this.#owners, range, owner, caller) === owner) return true;
    }
  }

  /** The sums that a worker handed in. */
  sumsOf(range: number): Sums {
    const at = range * sumsPerRange;
    return { losses: this.#sums[at]!, weights: this.#sums[at + 1]!, cells: this.#sums[at + 2]! };
  }

  /** Sleeps until the owner has done the range, or for so many milliseconds. */
  sleep(range: number, owner: number, milliseconds: number): void {
    Atomics.wait(this.#owners, range, owner, milliseconds);
  }

  /** A number that changes whenever a range is taken or done. */
  progress(): number {
    let progress = 0;
    for (let range = 0; range < this.count; range++) {
      const owner = Atomics.load(this.#owners, range);
      progress += owner === finished ? 2 : owner === nobody ? 0 : 1;
    }
    return progress;
  }
}

/** Whether this thread may sleep: a page's own thread may not. */
export function maySleep(): boolean {
  try {
    // The value is not the one that is waited for, so this comes back at once.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}
