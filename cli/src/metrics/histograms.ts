// Histograms over predictions, all of one size, in slots of a common memory. The more there are, the coarser they get.

import type { TallyMemory } from "./tally-memory.js";

/** Bins of a histogram at its finest, 2^20; a folded one has 16 or 256 times fewer. */
export const keyBits = 20;
const foldStep = 4;
const mostFold = 8;

/** The bins of all histograms of a run together, 16 bytes each, unless there are more of the coarsest. */
const mostBins = 1 << 23;

export class Histograms {
  readonly #memory: TallyMemory;
  #fold = 0;
  #used = 0;

  constructor(memory: TallyMemory) {
    this.#memory = memory;
  }

  /** By how many bits keys are shortened. */
  get fold(): number {
    return this.#fold;
  }

  /** A new one, by its slot. Addresses of others may change. */
  create(): number {
    while ((this.#used + 1) * this.#bins > mostBins && this.#fold < mostFold) this.#foldAll();
    return this.#used++;
  }

  /** How many there are. */
  get used(): number {
    return this.#used;
  }

  /** Goes on with those that another thread made in the same memory. */
  takeOver(fold: number, used: number): void {
    this.#fold = fold;
    this.#used = used;
  }

  get #bins(): number {
    return 2 ** (keyBits - this.#fold);
  }

  address(slot: number): number {
    return this.#memory.histograms.byteOffset + 16 * this.#bins * slot;
  }

  /** Pairs of the weights of positive and of negative labels, in ascending order of prediction. */
  pairs(slot: number): Float64Array {
    const length = 2 * this.#bins;
    return this.#memory.histograms.subarray(length * slot, length * (slot + 1));
  }

  /** Adds one of another run, whose keys may be shortened by more or by fewer bits. */
  add(slot: number, others: Float64Array): void {
    while (others.length < 2 * this.#bins) this.#foldAll();
    const pairs = this.pairs(slot);
    const per = others.length / pairs.length;
    for (let pair = 0; pair < others.length / 2; pair++) {
      const to = 2 * Math.floor(pair / per);
      pairs[to]! += others[2 * pair]!;
      pairs[to + 1]! += others[2 * pair + 1]!;
    }
  }

  /** Makes every histogram coarser, and moves them together: what is written lies before what is still to be read. */
  #foldAll(): void {
    const { histograms } = this.#memory;
    const per = 2 ** foldStep;
    const pairs = (this.#used * this.#bins) / per;
    for (let pair = 0; pair < pairs; pair++) {
      let [positive, negative] = [0, 0];
      for (let i = 2 * per * pair; i < 2 * per * (pair + 1); i += 2) {
        positive += histograms[i]!;
        negative += histograms[i + 1]!;
      }
      histograms[2 * pair] = positive;
      histograms[2 * pair + 1] = negative;
    }
    histograms.fill(0, 2 * pairs, 2 * per * pairs);
    this.#fold += foldStep;
  }
}
