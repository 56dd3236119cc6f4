// Histograms over predictions, all of the same size, in one memory. The more there are, the coarser
// they get.
//
// A histogram counts plain rows in pairs of doubles, one per class. Behind these it adds up the
// weights of other rows in pairs of narrow sums of two words each. Weights that narrow sums do not
// take are kept apart, as exact numbers by key.

import { keyBits, plainBytes, weightedBytes } from "../wasm/numbers.js";
import type { RankedWeights } from "./areas.js";
import { type Exact, exact } from "./exact.js";
import { addOddWeights, type OddWeights, withOddWeights } from "./odd-weights.js";
import { narrow } from "./record.js";
import type { TallyMemory } from "./tally-memory.js";

/** A histogram has 2^keyBits bins at its finest; a folded one has 2^4, 2^8 … times fewer. */
const foldStep = 4;
const mostFold = 16;

/** The most bins of all histograms of a run together; twice as many before they get coarsest. */
const mostBins = 2 ** 23;

/** Bytes of a bin. */
const binBytes = plainBytes + weightedBytes;

/** A histogram as plain data. */
export interface HistogramState {
  readonly plain: Float64Array;
  /** Null where all rows are plain. */
  readonly weighted: BigInt64Array | null;
  /** The unit of weights is 2^frame. */
  readonly frame: number;
  readonly odd: OddWeights;
}

/** Where a histogram is, and its odd weights. */
export interface Slot {
  readonly address: number;
  readonly odd: OddWeights;
}

/** The state of histograms outside their memory, for a thread that shares the memory. */
export interface HistogramsParts {
  readonly fold: number;
  readonly slots: readonly Slot[];
  readonly free: readonly number[];
}

export class Histograms {
  readonly #memory: TallyMemory;
  readonly #slots: Slot[] = [];
  /** Addresses of room for a histogram, from what others gave up. */
  #free: number[] = [];
  #fold = 0;

  constructor(memory: TallyMemory) {
    this.#memory = memory;
  }

  /** Number of bits by which keys are shortened. */
  get fold(): number {
    return this.#fold;
  }

  /** Creates a histogram. The addresses of the others do not change. */
  create(): Slot {
    const most = () => (this.#fold < 8 ? mostBins : 2 * mostBins);
    while ((this.#slots.length + 1) * this.#bins > most() && this.#fold < mostFold) this.#foldAll();
    const slot = {
      address: this.#free.pop() ?? this.#memory.allocate(binBytes * this.#bins),
      odd: new Map(),
    };
    this.#slots.push(slot);
    return slot;
  }

  parts(): HistogramsParts {
    return { fold: this.#fold, slots: this.#slots, free: this.#free };
  }

  /** Continues with the histograms that another thread made in the same memory. */
  takeOver({ fold, slots, free }: HistogramsParts): void {
    this.#fold = fold;
    this.#slots.push(...slots);
    this.#free = [...free];
  }

  get #bins(): number {
    return 2 ** (keyBits - this.#fold);
  }

  /**
   * Pairs of the numbers of plain rows with positive and with negative labels, in ascending order
   * of prediction.
   */
  #plain({ address }: Slot): Float64Array {
    return new Float64Array(this.#memory.shared.buffer, address, 2 * this.#bins);
  }

  /** Pairs of narrow sums of the weights of other rows. */
  #weighted({ address }: Slot): BigInt64Array {
    return new BigInt64Array(
      this.#memory.shared.buffer,
      address + plainBytes * this.#bins,
      4 * this.#bins,
    );
  }

  /** Views that the next change may overwrite. */
  state(slot: Slot, frame: number): HistogramState {
    return {
      plain: this.#plain(slot),
      weighted: this.#memory.hasWeighted ? this.#weighted(slot) : null,
      frame,
      odd: slot.odd,
    };
  }

  /** Adds weights of an odd row. */
  addOdd({ odd }: Slot, key: number, positive: Exact, negative: Exact): void {
    addOddWeights(odd, key, { positive, negative });
  }

  /** Adds one to another. */
  addOwn(to: Slot, from: Slot): void {
    this.#memory.exports.addHistogram(
      this.#bins,
      to.address,
      from.address,
      this.#memory.hasWeighted,
    );
    for (const [key, { positive, negative }] of from.odd) this.addOdd(to, key, positive, negative);
  }

  /**
   * Adds a histogram of another process, whose keys may be shortened by more or fewer bits, and whose
   * weights may have another unit.
   */
  add(slot: Slot, others: HistogramState, frame: number): void {
    while (others.plain.length < 2 * this.#bins) this.#foldAll();
    const per = others.plain.length / (2 * this.#bins);
    const fold = Math.log2((2 * 2 ** keyBits) / others.plain.length);
    // Weights of another unit are added as exact numbers, of both classes at a time.
    const addExact = (pair: number, positive: Exact, negative: Exact) => {
      if (positive.m !== 0n || negative.m !== 0n)
        this.addOdd(slot, pair * 2 ** fold, positive, negative);
    };
    const isPlain = frame === 0;
    const plain = this.#plain(slot);
    for (let pair = 0; pair < others.plain.length / 2; pair++) {
      const [a, b] = [others.plain[2 * pair]!, others.plain[2 * pair + 1]!];
      const to = 2 * Math.floor(pair / per);
      if (isPlain) {
        plain[to]! += a;
        plain[to + 1]! += b;
      } else if (a + b > 0) addExact(pair, exact(a), exact(b));
    }
    for (const [key, { positive, negative }] of others.odd)
      this.addOdd(slot, key, positive, negative);
    if (others.weighted === null) return;
    this.#memory.hasWeighted = true;
    if (others.frame === frame) addNarrow(this.#weighted(slot), others.weighted, per);
    else {
      const words = others.weighted;
      const halves = new Uint32Array(words.buffer, words.byteOffset, 2 * words.length);
      for (let pair = 0; pair < words.length / 4; pair++) {
        if (isEmpty(halves, 8 * pair, 8)) continue;
        const of = (i: number) =>
          narrow(words[4 * pair + i]!, words[4 * pair + i + 1]!, others.frame);
        addExact(pair, of(0), of(2));
      }
    }
  }

  /**
   * All weights, in ascending order of prediction. Rows may no longer be added.
   *
   * @param isDense Whether every bin is there, or only those that are not empty.
   */
  ranked(slot: Slot, frame: number, isDense = false): RankedWeights {
    const plain = this.#plain(slot);
    const bins = this.#bins;
    if (!this.#memory.hasWeighted && slot.odd.size === 0)
      return { pairs: plain, positive: 0, negative: 0 };
    // If weights have another unit, no row was counted as plain.
    if (frame === 0) this.#memory.exports.absorbPlain(bins, slot.address);
    const pairs = this.#rounded(slot, isDense || slot.odd.size > 0);
    if (slot.odd.size === 0) return { pairs, positive: frame, negative: frame };
    return withOddWeights(slot.odd, this.#weighted(slot), pairs, this.#fold, frame);
  }

  /** The weights of every bin, or only of bins that are not empty, since most are. */
  #rounded(slot: Slot, isDense: boolean): Float64Array {
    const room = this.#memory.allocate(16 * this.#bins);
    const end = this.#memory.exports.roundHistogram(this.#bins, slot.address, room, isDense);
    const written = new Float64Array(this.#memory.shared.buffer, room, (end - room) / 8);
    const pairs = written.slice();
    // What is given back is empty.
    written.fill(0);
    this.#memory.end = room;
    return pairs;
  }

  /** Makes every histogram coarser, in place. The memory that it no longer needs goes to others. */
  #foldAll(): void {
    const per = 2 ** foldStep;
    const [bins, { exports, hasWeighted }] = [this.#bins, this.#memory];
    for (const { address } of this.#slots) exports.foldHistogram(bins, address, per, hasWeighted);
    const part = (binBytes * bins) / per;
    const parts = (address: number) => Array.from({ length: per }, (_, i) => address + part * i);
    this.#free = [
      ...this.#slots.flatMap(({ address }) => parts(address).slice(1)),
      ...this.#free.flatMap(parts),
    ];
    this.#fold += foldStep;
  }
}

function isEmpty(words: Uint32Array, start: number, count: number): boolean {
  for (let i = start; i < start + count; i++) if (words[i] !== 0) return false;
  return true;
}

/** Adds pairs of narrow sums to those of bins `per` times as wide. */
function addNarrow(to: BigInt64Array, from: BigInt64Array, per: number): void {
  const [sums, terms] = [to, from].map(
    ({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, 2 * length),
  ) as [Uint32Array, Uint32Array];
  for (let i = 0; i < terms.length; i += 4) {
    if (isEmpty(terms, i, 4)) continue;
    const at = 8 * Math.floor(i / 8 / per) + (i & 4);
    let carry = 0;
    for (let word = 0; word < 4; word++) {
      const sum = sums[at + word]! + terms[i + word]! + carry;
      sums[at + word] = sum;
      carry = sum >= 2 ** 32 ? 1 : 0;
    }
  }
}
