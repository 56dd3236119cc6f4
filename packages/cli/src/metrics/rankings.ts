// The rankings of all groups, and how many rows of each are kept. The order of the rows does not
// change which groups end up ranked exactly.

import type { Block } from "./block.js";
import { Histograms, type HistogramsParts } from "./histograms.js";
import { KeptRoom } from "./kept-room.js";
import { shares } from "./odd-row.js";
import type { Ranked } from "./ranked.js";
import { Ranking, type RankingParts, type RankingState } from "./ranking.js";
import type { TallyMemory } from "./tally-memory.js";

/** Number of rows with weight that are ranked exactly, whatever their groups. */
export const mostRanked = 2 ** 20;

/**
 * With more rows, each group may keep an even share of that number, but never less than one part in
 * this many.
 */
const mostShare = 256;

/** The state of rankings outside their memory, for a thread that shares the memory. */
export interface RankingsParts {
  readonly rankings: readonly RankingParts[];
  readonly histograms: HistogramsParts;
  /** Whether there are more rows than are ranked exactly whatever their groups. */
  readonly isMany: boolean;
}

export class Rankings {
  readonly #memory: TallyMemory;
  readonly #histograms: Histograms;
  readonly #most: number;
  readonly #room = new KeptRoom();
  #rankings: Ranking[] = [];
  /** How many of these have rows. */
  #ranked = 0;
  /** How many rows are kept. */
  #kept = 0;
  #isMany = false;
  #expectsMany = false;

  constructor(memory: TallyMemory, most: number) {
    this.#memory = memory;
    this.#histograms = new Histograms(memory);
    this.#most = most;
  }

  /** Number of groups: one more than the highest group number. */
  get size(): number {
    return this.#rankings.length;
  }

  /** Number of bits by which the keys of histograms are shortened. */
  get fold(): number {
    return this.#histograms.fold;
  }

  get isMany(): boolean {
    return this.#isMany;
  }

  /** Announces more rows than can be ranked exactly, all of one group: none needs to be kept. */
  expectMany(): void {
    this.#expectsMany = true;
    this.#isMany = true;
  }

  parts(): RankingsParts {
    return {
      rankings: this.#rankings.map((ranking) => ranking.parts()),
      histograms: this.#histograms.parts(),
      isMany: this.#isMany,
    };
  }

  /** Continues the rankings of another thread in the same memory. */
  takeOver({ rankings, histograms, isMany }: RankingsParts): void {
    this.#histograms.takeOver(histograms);
    this.#rankings = rankings.map((parts) => Ranking.from(parts));
    this.#ranked = this.#rankings.filter(({ isEmpty }) => !isEmpty).length;
    this.#kept = this.#rankings.reduce((sum, { rows }) => sum + rows, 0);
    this.#isMany = isMany;
  }

  /** Counts an odd row if its group has a histogram. If not, the row will be kept. */
  addOdd({ groups, predictions, weights, labels }: Block, i: number): void {
    const slot = this.#rankings[groups[i]!]?.slot;
    if (!slot) return;
    const key = this.#memory.exports.rankKey(predictions[i]!, this.#memory.isLogit);
    const { positive, negative } = shares(weights[i]!, labels[i]!);
    this.#histograms.addOdd(slot, key, positive, negative);
  }

  /** Keeps the rows of groups that have no histogram yet, one run of a group at a time. */
  keep(block: Block, count: number): void {
    const { groups } = block;
    const before = this.#mostRows;
    let most = before;
    const full = new Set<number>();
    for (let start = 0; start < count; ) {
      const group = groups[start]!;
      let end = start + 1;
      while (end < count && groups[end] === group) end++;
      if (this.#memory.addresses[group] === 0) {
        const ranking = this.#ranking(group);
        const [rows, wasEmpty] = [ranking.rows, ranking.isEmpty];
        ranking.keep(block, start, end, this.#room);
        if (this.#note(ranking, rows, wasEmpty)) most = this.#mostRows;
        if (ranking.rows > most) full.add(group);
      }
      start = end;
    }
    // Not earlier: further rows of these groups may follow in the block.
    if (most < before) this.#enforce();
    else for (const group of full) this.#collapse(group);
  }

  /**
   * Keeps the counts over all groups up to date after a change of the rows kept of a group.
   * @returns Whether another number of rows of a group may now be kept.
   */
  #note(ranking: Ranking, rows: number, wasEmpty: boolean): boolean {
    const [ranked, isMany] = [this.#ranked, this.#isMany];
    this.#kept += ranking.rows - rows;
    if (wasEmpty && !ranking.isEmpty) this.#ranked += 1;
    if (this.#kept > this.#most) this.#isMany = true;
    return this.#ranked !== ranked || this.#isMany !== isMany;
  }

  /**
   * Number of rows of a group that may be kept. It only shrinks while rows come, and depends on how
   * many rows and groups there are, not on their order. So does which groups are ranked exactly.
   */
  get #mostRows(): number {
    if (this.#expectsMany) return 0;
    if (!this.#isMany) return Infinity;
    return this.#most / Math.min(2 ** Math.ceil(Math.log2(this.#ranked)), mostShare);
  }

  #enforce(): void {
    for (const [group, { rows }] of this.#rankings.entries())
      if (rows > this.#mostRows) this.#collapse(group);
  }

  #ranking(group: number): Ranking {
    while (this.#rankings.length <= group) this.#rankings.push(new Ranking());
    return this.#rankings[group]!;
  }

  /** Turns the rows of a group into a histogram, and tells the kernel where it is. */
  #collapse(group: number): void {
    const ranking = this.#rankings[group]!;
    this.#kept -= ranking.rows;
    ranking.collapse(this.#memory, this.#histograms, this.#room);
    this.#memory.addresses[group] = ranking.slot!.address;
  }

  /** The ranking of each group, as views that the next change may overwrite. */
  states(frame: number): RankingState[] {
    return this.#rankings.map((ranking) => ranking.state(this.#histograms, frame));
  }

  /** Adds the rankings of another process, each with the number of its group here. */
  merge(
    states: readonly (readonly [number, RankingState])[],
    isMany: boolean,
    frame: number,
  ): void {
    this.#isMany ||= isMany;
    for (const [group, state] of states) {
      const own = this.#ranking(group);
      if (state.histogram !== null && own.slot === null) this.#collapse(group);
      const [rows, wasEmpty] = [own.rows, own.isEmpty];
      own.merge(state, this.#histograms, frame);
      this.#note(own, rows, wasEmpty);
      if (own.slot !== null && own.rows > 0) this.#collapse(group);
    }
    this.#enforce();
  }

  group(group: number, frame: number): Ranked {
    return this.#of(this.#rankings[group] ?? new Ranking(), frame);
  }

  #of(ranking: Ranking, frame: number): Ranked {
    return ranking.ranked(this.#histograms, frame, this.#memory.isLogit);
  }

  /** All groups in one ranking. Rows may no longer be added. */
  total(frame: number): Ranked {
    const total = new Ranking();
    const isExact = this.#rankings.every(({ slot }) => slot === null);
    if (!isExact) total.collapse(this.#memory, this.#histograms, this.#room);
    for (const one of this.#rankings) total.mergeOwn(one, this.#histograms);
    if (!isExact) total.collapse(this.#memory, this.#histograms, this.#room);
    return this.#of(total, frame);
  }
}
