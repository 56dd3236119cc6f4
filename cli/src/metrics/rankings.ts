// The rankings of all groups, and how many rows of each are kept: as many as memory allows, and in
// the end the same whatever the order of the rows.

import type { Areas } from "./areas.js";
import type { Block } from "./block.js";
import { Histograms, type HistogramsParts } from "./histograms.js";
import { shares } from "./odd-row.js";
import { Ranking, type RankingParts, type RankingState } from "./ranking.js";
import type { TallyMemory } from "./tally-memory.js";

/** So many rows that weigh something are ranked exactly, whatever their groups. */
export const mostRanked = 2 ** 20;

/**
 * Where there are more, a group may have an even share of them to be ranked exactly; or this share,
 * where there are more groups.
 */
const mostShare = 256;

/** What rankings have beside their memory, for a thread that shares it. */
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

  /** How many groups there may be: the highest number and those before. */
  get size(): number {
    return this.#rankings.length;
  }

  /** By how many bits the keys of histograms are shortened. */
  get fold(): number {
    return this.#histograms.fold;
  }

  get isMany(): boolean {
    return this.#isMany;
  }

  /** More rows will come than are ranked exactly, and all of one group, so that none need be kept. */
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

  /** Goes on where those of another thread, in the same memory, stopped. */
  takeOver({ rankings, histograms, isMany }: RankingsParts): void {
    this.#histograms.takeOver(histograms);
    this.#rankings = rankings.map((parts) => Ranking.from(parts));
    this.#ranked = this.#rankings.filter(({ isEmpty }) => !isEmpty).length;
    this.#kept = this.#rankings.reduce((sum, { rows }) => sum + rows, 0);
    this.#isMany = isMany;
  }

  /** Counts an odd row of a group that has a histogram; of others it will be kept. */
  addOdd({ groups, predictions, weights, labels }: Block, i: number): void {
    const slot = this.#rankings[groups[i]!]?.slot;
    if (!slot) return;
    const key = this.#memory.exports.rankKey(predictions[i]!, this.#memory.isLogit);
    const { positive, negative } = shares(weights[i]!, labels[i]!);
    this.#histograms.addOdd(slot, key, positive, negative);
  }

  /** Keeps the rows of groups that have no histogram yet: every run of rows of one group. */
  keep(block: Block, count: number): void {
    const { groups } = block;
    const before = this.#mostRows;
    const full = new Set<number>();
    for (let start = 0; start < count; ) {
      const group = groups[start]!;
      let end = start + 1;
      while (end < count && groups[end] === group) end++;
      if (this.#memory.addresses[group] === 0) {
        const ranking = this.#ranking(group);
        this.#change(ranking, () => ranking.keep(block, start, end));
        if (ranking.rows > this.#mostRows) full.add(group);
      }
      start = end;
    }
    // Only now: rows of theirs may have come behind others.
    if (this.#mostRows < before) this.#enforce();
    else for (const group of full) this.#collapse(group);
  }

  /** Notes what a change to the rows kept of a group makes of those of all. */
  #change(ranking: Ranking, change: () => void): void {
    const [rows, wasEmpty] = [ranking.rows, ranking.isEmpty];
    change();
    this.#kept += ranking.rows - rows;
    if (wasEmpty && !ranking.isEmpty) this.#ranked += 1;
    if (this.#kept > this.#most) this.#isMany = true;
  }

  /**
   * So many rows of a group are kept. It only shrinks while rows come, and depends on how many rows
   * and groups there are, not on their order: so does which groups are ranked exactly.
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
    ranking.collapse(this.#memory, this.#histograms);
    this.#memory.addresses[group] = ranking.slot!.address;
  }

  /** Of each group, as views that the next change may overwrite. */
  states(frame: number): RankingState[] {
    return this.#rankings.map((ranking) => ranking.state(this.#histograms, frame));
  }

  /** Adds rankings of another process, by the number of their group here. */
  merge(
    states: readonly (readonly [number, RankingState])[],
    isMany: boolean,
    frame: number,
  ): void {
    this.#isMany ||= isMany;
    for (const [group, state] of states) {
      const own = this.#ranking(group);
      if (state.histogram !== null && own.slot === null) this.#collapse(group);
      this.#change(own, () => own.merge(state, this.#histograms, frame));
      if (own.slot !== null && own.rows > 0) this.#collapse(group);
    }
    this.#enforce();
  }

  areas(group: number, frame: number): Areas {
    return (this.#rankings[group] ?? new Ranking()).areas(this.#histograms, frame);
  }

  /** All groups in one ranking. Rows may no longer be added. */
  total(): (frame: number) => Areas {
    const total = new Ranking();
    const isExact = this.#rankings.every(({ slot }) => slot === null);
    if (!isExact) total.collapse(this.#memory, this.#histograms);
    for (const one of this.#rankings) total.mergeOwn(one, this.#histograms);
    if (!isExact) total.collapse(this.#memory, this.#histograms);
    return (frame) => total.areas(this.#histograms, frame);
  }
}
