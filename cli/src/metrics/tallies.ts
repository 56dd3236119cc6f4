// All that is kept of the rows of each group, and of all of them. Rows come a block at a time, in
// any order: nothing that is printed depends on it. What the kernel cannot add, rows whose weights
// or terms are far from all others, is added up aside.

import type { Areas } from "./areas.js";
import {
  addCosts,
  addOddCost,
  type ConcentrationPoint,
  type CostHistogram,
  concentrationCurve,
  costPairs,
  readCosts,
} from "./concentration.js";
import { split } from "./exact.js";
import { addOddRow, addSums, type ExactSums, noSums, roundSums } from "./exact-sums.js";
import { Histograms, type HistogramsParts } from "./histograms.js";
import { shares } from "./odd-row.js";
import { Ranking, type RankingParts, type RankingState } from "./ranking.js";
import { readRecord } from "./record.js";
import type { Sums } from "./sums.js";
import type { Block, TallyMemory } from "./tally-memory.js";

/** So many rows that weigh something are ranked exactly, whatever their groups. */
export const mostRanked = 2 ** 20;

/**
 * Where there are more, a group may have an even share of them to be ranked exactly; or this share,
 * where there are more groups.
 */
const mostShare = 256;

/**
 * The largest weight of the first block becomes 2^−4 to 2^4: those that are ordinary then lie
 * between 2^−19 and 2^16.
 */
const [frameStep, leastTop] = [8, -3];

/**
 * So many rows can be added to a record until some of its sums have to be carried over, and until
 * all have to be.
 */
const [carrySome, carryAll] = [2 ** 20, 2 ** 29];

/** What a group of rows comes to. */
export interface Tally {
  readonly sums: Sums;
  areas(): Areas;
}

/** Tallies as plain data, which merge into those of another process. */
export interface TalliesState {
  readonly groups: readonly { readonly sums: ExactSums; readonly ranking: RankingState }[];
  readonly costs: CostHistogram;
  readonly frame: number | null;
  /** Whether there are more rows than are ranked exactly whatever their groups. */
  readonly isMany: boolean;
}

/** What tallies have beside their memory, for a thread that shares it. */
export interface TalliesParts {
  readonly rankings: readonly RankingParts[];
  readonly histograms: HistogramsParts;
  readonly end: number;
  readonly hasWeighted: boolean;
  readonly frame: number | null;
  readonly isMany: boolean;
  readonly aside: ReadonlyMap<number, ExactSums>;
  readonly asideCosts: CostHistogram;
}

export class Tallies {
  readonly memory: TallyMemory;
  readonly #histograms: Histograms;
  readonly #most: number;
  #rankings: Ranking[] = [];
  /** How many of these have rows. */
  #ranked = 0;
  /** How many rows are kept. */
  #kept = 0;
  #isMany = false;
  #expectsMany = false;
  #sinceCarry = 0;
  #sinceCarryAll = 0;
  /** Weights are added up times 2^−frame; null until there are some. */
  #frame: number | null = null;
  /** Sums of odd rows, and of those of other processes, of each group that has some. */
  #aside = new Map<number, ExactSums>();
  #asideCosts: CostHistogram = new Map();

  constructor(memory: TallyMemory, most = mostRanked) {
    this.memory = memory;
    this.#histograms = new Histograms(memory);
    this.#most = most;
  }

  /**
   * More rows that weigh something will come than are ranked exactly, and all of one group, so that
   * none need be kept.
   */
  expectMany(): void {
    this.#expectsMany = true;
    this.#isMany = true;
  }

  parts(): TalliesParts {
    return {
      rankings: this.#rankings.map((ranking) => ranking.parts()),
      histograms: this.#histograms.parts(),
      end: this.memory.end,
      hasWeighted: this.memory.hasWeighted,
      frame: this.#frame,
      isMany: this.#isMany,
      aside: this.#aside,
      asideCosts: this.#asideCosts,
    };
  }

  /** Goes on where tallies of another thread, in the same memory, stopped. */
  takeOver({
    rankings,
    histograms,
    end,
    hasWeighted,
    frame,
    isMany,
    aside,
    asideCosts,
  }: TalliesParts): void {
    this.memory.end = end;
    this.memory.hasWeighted = hasWeighted;
    this.#histograms.takeOver(histograms);
    this.#rankings = rankings.map((parts) => Ranking.from(parts));
    this.#ranked = this.#rankings.filter(({ isEmpty }) => !isEmpty).length;
    this.#kept = this.#rankings.reduce((sum, { rows }) => sum + rows, 0);
    if (frame !== null) this.#setFrame(frame);
    this.#isMany = isMany;
    this.#aside = new Map(aside);
    this.#asideCosts = new Map(asideCosts);
  }

  #setFrame(frame: number): void {
    this.#frame = frame;
    this.memory.frame = frame;
  }

  /** The power of two by which the weights of this block's rows will have been divided. */
  frameFor({ weights }: Block, count: number): number {
    if (this.#frame === null) {
      let [least, most] = [Infinity, 0];
      for (let i = 0; i < count; i++) {
        const w = weights[i]!;
        if (w > 0) [least, most] = [Math.min(least, w), Math.max(most, w)];
      }
      if (most > 0)
        this.#setFrame(
          least === 1 && most === 1
            ? 0
            : frameStep * Math.floor((split(most).exponent - leastTop) / frameStep),
        );
    }
    return this.#frame ?? 0;
  }

  /**
   * Adds the first rows of a block.
   *
   * @param threshold in units of 2^frameFor(block, count)
   * @returns the indices of the rows with w L above the threshold, and of odd ones, of which only
   * the caller can tell.
   */
  add(block: Block, count: number, threshold: number): Uint32Array {
    this.frameFor(block, count);
    this.#carry(count);
    const { above, bare, odd } = this.memory.add(block, count, threshold, this.#histograms.fold);
    for (const i of odd) this.#addOdd(block, i);
    const noted = odd.length === 0 ? above : Uint32Array.from([...above, ...odd]).sort();
    if (bare > 0) this.#keepRows(block, count);
    return noted;
  }

  /** Makes room for so many rows. */
  #carry(count: number): void {
    this.#sinceCarry += count;
    this.#sinceCarryAll += count;
    if (this.#sinceCarry <= carrySome) return;
    const isAll = this.#sinceCarryAll > carryAll;
    this.memory.carry(this.size, isAll);
    this.#sinceCarry = count;
    if (isAll) this.#sinceCarryAll = count;
  }

  #addOdd({ labels, predictions, probabilities, weights, losses, groups }: Block, i: number): void {
    const [y, p, w, loss, group] = [
      labels[i]!,
      probabilities[i]!,
      weights[i]!,
      losses[i]!,
      groups[i]!,
    ];
    addOddRow(this.#asideOf(group), { y, p, w, loss });
    addOddCost(this.#asideCosts, w, loss);
    const slot = this.#rankings[group]?.slot;
    if (!slot) return;
    const { positive, negative } = shares(w, y);
    this.#histograms.addOdd(
      slot,
      this.memory.exports.rankKey(predictions[i]!, this.memory.isLogit),
      positive,
      negative,
    );
  }

  #asideOf(group: number): ExactSums {
    const sums = this.#aside.get(group) ?? noSums();
    this.#aside.set(group, sums);
    return sums;
  }

  /** Rows of groups that have no histogram yet: every run of rows of one group. */
  #keepRows(block: Block, count: number): void {
    const { groups } = block;
    const before = this.#mostRows;
    const full = new Set<number>();
    for (let start = 0; start < count; ) {
      const group = groups[start]!;
      let end = start + 1;
      while (end < count && groups[end] === group) end++;
      if (this.memory.addresses[group] === 0) {
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
    ranking.collapse(this.memory, this.#histograms);
    this.memory.addresses[group] = ranking.slot!.address;
  }

  /** Views that the next change may overwrite. */
  state(): TalliesState {
    const groups = this.#rankings.map((ranking, group) => ({
      sums: this.#sums(group),
      ranking: ranking.state(this.#histograms, this.#frame ?? 0),
    }));
    return { groups, costs: this.#costs(), frame: this.#frame, isMany: this.#isMany };
  }

  /** Adds the tallies of another process, whose groups have other numbers here. */
  merge({ groups, costs, frame, isMany }: TalliesState, numberOf: (group: number) => number): void {
    if (this.#frame === null && frame !== null) this.#setFrame(frame);
    this.#isMany ||= isMany;
    for (const [index, { sums, ranking }] of groups.entries()) {
      const group = numberOf(index);
      const own = this.#ranking(group);
      addSums(this.#asideOf(group), sums);
      if (ranking.histogram !== null && own.slot === null) this.#collapse(group);
      this.#change(own, () => own.merge(ranking, this.#histograms, this.#frame ?? 0));
      if (own.slot !== null && own.rows > 0) this.#collapse(group);
    }
    addCosts(this.#asideCosts, costs);
    this.#enforce();
  }

  /** How many groups there may be: the highest number and those before. */
  get size(): number {
    return this.#rankings.length;
  }

  #sums(group: number): ExactSums {
    const sums = readRecord(this.memory.record(group), this.#frame ?? 0);
    const aside = this.#aside.get(group);
    if (aside !== undefined) addSums(sums, aside);
    return sums;
  }

  group(index: number): Tally {
    return this.#tally(this.#sums(index), this.#rankings[index] ?? new Ranking());
  }

  /** Of all groups together. Ends the run: rows may no longer be added. */
  total(): Tally {
    if (this.size === 1) return this.group(0);
    const [sums, ranking] = [noSums(), new Ranking()];
    const isExact = this.#rankings.every(({ slot }) => slot === null);
    if (!isExact) ranking.collapse(this.memory, this.#histograms);
    for (const [group, one] of this.#rankings.entries()) {
      addSums(sums, this.#sums(group));
      ranking.mergeOwn(one, this.#histograms);
    }
    if (!isExact) ranking.collapse(this.memory, this.#histograms);
    return this.#tally(sums, ranking);
  }

  #costs(): CostHistogram {
    const costs = readCosts(this.memory.costs, this.#frame ?? 0);
    addCosts(costs, this.#asideCosts);
    return costs;
  }

  /** Null where the loss is 0 or infinite. */
  concentration(): ConcentrationPoint[] | null {
    if ([...this.#aside.values()].some(({ beyond }) => beyond !== 0)) return null;
    return concentrationCurve(costPairs(this.#costs()));
  }

  #tally(sums: ExactSums, ranking: Ranking): Tally {
    return {
      sums: roundSums(sums),
      areas: () => ranking.areas(this.#histograms, this.#frame ?? 0),
    };
  }
}
