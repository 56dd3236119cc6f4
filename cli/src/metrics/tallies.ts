// All that is kept of the rows of each group, and of all of them. Rows come a block at a time, in the memory's columns.

import type { Areas } from "./areas.js";
import { type ConcentrationPoint, concentrationCurve } from "./concentration.js";
import { Histograms } from "./histograms.js";
import { Ranking, type RankingState } from "./ranking.js";
import { Sums, sumsLength } from "./sums.js";
import { TallyMemory } from "./tally-memory.js";

/** The rows that all rankings of a run keep together, 24 bytes each. */
const mostRows = 1 << 21;

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

export class Tallies {
  readonly memory: TallyMemory;
  readonly #histograms: Histograms;
  readonly #rankings: Ranking[] = [];
  readonly #mostRows: number;
  #rows = 0;

  constructor(fromLogits: boolean, most = mostRows) {
    this.memory = new TallyMemory(fromLogits);
    this.#histograms = new Histograms(this.memory);
    this.#mostRows = most;
  }

  /** Adds the first rows of the block, and gives the indices of those with w L above the threshold. */
  add(count: number, threshold: number): Uint32Array {
    const above = this.memory.add(count, threshold, this.#histograms.fold);
    this.#keepRows(count);
    this.#makeRoom();
    return above;
  }

  #makeRoom(): void {
    while (this.#rows > this.#mostRows) this.#collapse(this.#rankings.reduce((a, b) => (b.rows > a.rows ? b : a)));
  }

  /** Rows of groups that have no histogram yet. */
  #keepRows(count: number): void {
    const { labels, predictions, weights, groups, addresses } = this.memory;
    for (let i = 0; i < count; i++) {
      const group = groups[i]!;
      if (addresses[group] !== 0) continue;
      const share = weights[i]! * labels[i]!;
      this.#ranking(group).keep(predictions[i]!, share, weights[i]! - share);
      this.#rows += 1;
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
