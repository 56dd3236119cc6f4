// All that is kept of the rows of each group, and of all of them. Rows come a block at a time.

import type { Areas } from "./areas.js";
import { type ConcentrationPoint, concentrationCurve } from "./concentration.js";
import { Histograms } from "./histograms.js";
import { Ranking, type RankingParts, type RankingState } from "./ranking.js";
import { Sums, sumsLength } from "./sums.js";
import type { Block, TallyMemory } from "./tally-memory.js";

/** The rows that all rankings of a run keep together, 24 bytes each. */
export const mostRanked = 1 << 20;

/** What a group of rows comes to. */
export interface Tally {
  readonly sums: Sums;
  areas(): Areas;
}

/** Tallies as plain data, which merge into those of another process. */
export interface TalliesState {
  readonly groups: readonly { readonly sums: Float64Array; readonly ranking: RankingState }[];
  readonly costs: Float64Array;
}

/** What tallies have beside their memory, for a thread that shares it. */
export interface TalliesParts {
  readonly rankings: readonly RankingParts[];
  readonly fold: number;
  readonly used: number;
}

export class Tallies {
  readonly memory: TallyMemory;
  readonly #histograms: Histograms;
  #rankings: Ranking[] = [];
  #mostRows: number;
  #rows = 0;

  constructor(memory: TallyMemory, most = mostRanked) {
    this.memory = memory;
    this.#histograms = new Histograms(memory);
    this.#mostRows = most;
  }

  /** More rows will come than are kept, so that none need be. */
  expectMany(): void {
    this.#mostRows = 0;
  }

  parts(): TalliesParts {
    const { fold, used } = this.#histograms;
    return { rankings: this.#rankings.map((ranking) => ranking.parts()), fold, used };
  }

  /** Goes on where tallies of another thread, in the same memory, stopped. */
  takeOver({ rankings, fold, used }: TalliesParts): void {
    this.#histograms.takeOver(fold, used);
    this.#rankings = rankings.map((parts) => Ranking.from(parts));
    this.#rows = this.#rankings.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** Adds the first rows of a block, and gives the indices of those with w L above the threshold. */
  add(block: Block, count: number, threshold: number): Uint32Array {
    const { above, bare } = this.memory.add(block, count, threshold, this.#histograms.fold);
    if (bare > 0) {
      this.#keepRows(block, count);
      this.#makeRoom();
    }
    return above;
  }

  #makeRoom(): void {
    while (this.#rows > this.#mostRows) this.#collapse(this.#rankings.reduce((a, b) => (b.rows > a.rows ? b : a)));
  }

  /** Rows of groups that have no histogram yet: every run of rows of one group. */
  #keepRows(block: Block, count: number): void {
    const { groups } = block;
    for (let start = 0; start < count; ) {
      const group = groups[start]!;
      let end = start + 1;
      while (end < count && groups[end] === group) end++;
      if (this.memory.addresses[group] === 0) {
        this.#ranking(group).keep(block, start, end);
        this.#rows += end - start;
      }
      start = end;
    }
  }

  #ranking(group: number): Ranking {
    while (this.#rankings.length <= group) this.#rankings.push(new Ranking());
    return this.#rankings[group]!;
  }

  #collapse(ranking: Ranking): void {
    this.#rows -= ranking.rows;
    ranking.collapse(this.memory, this.#histograms);
    this.#note();
  }

  /** Tells the kernel where the histograms are: a new one may have moved the others. */
  #note(): void {
    for (const [group, { slot }] of this.#rankings.entries()) {
      if (slot !== null) this.memory.addresses[group] = this.#histograms.address(slot);
    }
  }

  /** Views that the next change may overwrite. */
  state(): TalliesState {
    const groups = this.#rankings.map((ranking, index) => ({
      sums: this.group(index).sums.data,
      ranking: ranking.state(this.#histograms),
    }));
    return { groups, costs: this.memory.costs };
  }

  /** Adds the tallies of another process, whose groups have other numbers here. */
  merge({ groups, costs }: TalliesState, numberOf: (group: number) => number): void {
    for (const [index, { sums, ranking }] of groups.entries()) {
      const own = this.#ranking(numberOf(index));
      this.group(numberOf(index)).sums.merge(new Sums(sums));
      if (ranking.pairs !== null && own.slot === null) this.#collapse(own);
      this.#rows += ranking.predictions.length;
      own.merge(ranking, this.#histograms);
      if (own.slot !== null && own.rows > 0) this.#collapse(own);
      this.#makeRoom();
    }
    for (let i = 0; i < costs.length; i++) this.memory.costs[i]! += costs[i]!;
    this.#note();
  }

  /** How many groups there may be: the highest number and those before. */
  get size(): number {
    return this.#rankings.length;
  }

  group(index: number): Tally {
    return this.#tally(
      new Sums(this.memory.sums.subarray(sumsLength * index, sumsLength * (index + 1))),
      this.#rankings[index] ?? new Ranking(),
    );
  }

  /** Of all groups together. Ends the run: rows may no longer be added. */
  total(): Tally {
    if (this.size === 1) return this.group(0);
    const sums = new Sums();
    for (let index = 0; index < this.size; index++) sums.merge(this.group(index).sums);
    const ranking = new Ranking();
    const isExact = this.#rankings.every(({ slot }) => slot === null);
    if (!isExact) ranking.collapse(this.memory, this.#histograms);
    for (const one of this.#rankings) ranking.merge(one.state(this.#histograms), this.#histograms);
    if (!isExact) ranking.collapse(this.memory, this.#histograms);
    return this.#tally(sums, ranking);
  }

  concentration(): ConcentrationPoint[] | null {
    return concentrationCurve(this.memory.costs);
  }

  #tally(sums: Sums, ranking: Ranking): Tally {
    return { sums, areas: () => ranking.areas(this.#histograms) };
  }
}
