// Everything that is kept of the rows of each group, and of all rows. Rows come a block at a time.
// Their order changes nothing that is printed.

import { rowsOfBins, rowsOfRecord } from "../wasm/numbers.js";
import type { Areas } from "./areas.js";
import { Aside, type AsideParts } from "./aside.js";
import type { Block } from "./block.js";
import {
  type ConcentrationPoint,
  type CostHistogram,
  concentrationCurve,
  costPairs,
  readCosts,
} from "./concentration.js";
import { addSums, type ExactSums, noSums, roundSums } from "./exact-sums.js";
import { frameOf } from "./frame.js";
import type { Ranked } from "./ranked.js";
import type { RankingState } from "./ranking.js";
import { mostRanked, Rankings, type RankingsParts } from "./rankings.js";
import { readRecord } from "./record.js";
import type { Sums } from "./sums.js";
import type { TallyMemory } from "./tally-memory.js";

/** The sums and areas of a group of rows. */
export interface Tally {
  readonly sums: Sums;
  areas(): Areas;
}

/** The same with all rows by their prediction. */
export interface RankedTally extends Tally, Ranked {}

/** Tallies as plain data, which merge into those of another process. */
export interface TalliesState {
  readonly groups: readonly { readonly sums: ExactSums; readonly ranking: RankingState }[];
  readonly costs: CostHistogram;
  readonly frame: number | null;
  /** Whether there are more rows than are ranked exactly whatever their groups. */
  readonly isMany: boolean;
}

/** The state of tallies outside their memory, for a thread that shares the memory. */
export interface TalliesParts extends RankingsParts {
  readonly end: number;
  readonly hasWeighted: boolean;
  readonly frame: number | null;
  readonly aside: AsideParts;
}

export class Tallies {
  readonly memory: TallyMemory;
  readonly #rankings: Rankings;
  readonly #aside = new Aside();
  /** Rows since some of a record's sums, and since all of them, were carried over. */
  #sinceBins = 0;
  #sinceAll = 0;
  /** Weights are added up times 2^−frame; null until there are some. */
  #frame: number | null = null;

  /** @param most Number of rows that are ranked exactly, whatever their groups. */
  constructor(memory: TallyMemory, most = mostRanked) {
    this.memory = memory;
    this.#rankings = new Rankings(memory, most);
  }

  /**
   * Announces more rows with weight than can be ranked exactly, all of one group: none needs to be
   * kept.
   */
  expectMany(): void {
    this.#rankings.expectMany();
  }

  parts(): TalliesParts {
    return {
      ...this.#rankings.parts(),
      end: this.memory.end,
      hasWeighted: this.memory.hasWeighted,
      frame: this.#frame,
      aside: this.#aside.parts(),
    };
  }

  /** Continues the tallies of another thread in the same memory. */
  takeOver({ end, hasWeighted, frame, aside, ...rankings }: TalliesParts): void {
    this.memory.end = end;
    this.memory.hasWeighted = hasWeighted;
    this.#rankings.takeOver(rankings);
    if (frame !== null) this.#setFrame(frame);
    this.#aside.takeOver(aside);
  }

  #setFrame(frame: number): void {
    this.#frame = frame;
    this.memory.frame = frame;
  }

  /** The power of two by which the weights of this block's rows will have been divided. */
  frameFor({ weights }: Block, count: number): number {
    const frame = this.#frame ?? frameOf(weights, count);
    if (this.#frame === null && frame !== null) this.#setFrame(frame);
    return frame ?? 0;
  }

  /**
   * Adds the first rows of a block.
   *
   * @param threshold in units of 2^frameFor(block, count)
   * @returns the indices of the rows with w L above the threshold, and of odd rows, which the caller
   * has to compare itself.
   */
  add(block: Block, count: number, threshold: number): Uint32Array {
    this.frameFor(block, count);
    this.#carry(count);
    const { above, bare, odd } = this.memory.add(block, count, threshold, this.#rankings.fold);
    for (const i of odd) this.#addOdd(block, i);
    const noted = odd.length === 0 ? above : Uint32Array.from([...above, ...odd]).sort();
    if (bare > 0) this.#rankings.keep(block, count);
    return noted;
  }

  /** Makes room for so many rows. */
  #carry(count: number): void {
    this.#sinceBins += count;
    this.#sinceAll += count;
    if (this.#sinceBins <= rowsOfBins / 2) return;
    const isAll = this.#sinceAll > rowsOfRecord / 2;
    this.memory.carry(this.size, isAll);
    this.#sinceBins = count;
    if (isAll) this.#sinceAll = count;
  }

  #addOdd(block: Block, i: number): void {
    const { labels, probabilities, weights, losses, groups } = block;
    const row = { y: labels[i]!, p: probabilities[i]!, w: weights[i]!, loss: losses[i]! };
    this.#aside.addRow(groups[i]!, row);
    this.#rankings.addOdd(block, i);
  }

  /** Views that the next change may overwrite. */
  state(): TalliesState {
    const groups = this.#rankings
      .states(this.#frame ?? 0)
      .map((ranking, group) => ({ sums: this.#sums(group), ranking }));
    const { isMany } = this.#rankings;
    return { groups, costs: this.#costs(), frame: this.#frame, isMany };
  }

  /** Adds the tallies of another process, whose groups have other numbers here. */
  merge({ groups, costs, frame, isMany }: TalliesState, numberOf: (group: number) => number): void {
    if (this.#frame === null && frame !== null) this.#setFrame(frame);
    const own = groups.map(({ sums, ranking }, index) => {
      const group = numberOf(index);
      this.#aside.mergeSums(group, sums);
      return [group, ranking] as const;
    });
    this.#aside.mergeCosts(costs);
    this.#rankings.merge(own, isMany, this.#frame ?? 0);
  }

  /** Number of groups: one more than the highest group number. */
  get size(): number {
    return this.#rankings.size;
  }

  #sums(group: number): ExactSums {
    const sums = readRecord(this.memory.record(group), this.#frame ?? 0);
    this.#aside.addSumsTo(sums, group);
    return sums;
  }

  group(index: number): RankedTally {
    return {
      sums: roundSums(this.#sums(index)),
      ...this.#rankings.group(index, this.#frame ?? 0),
    };
  }

  /** Of all groups together. Ends the run: rows may no longer be added. */
  total(): RankedTally {
    if (this.size === 1) return this.group(0);
    const sums = noSums();
    for (let group = 0; group < this.size; group++) addSums(sums, this.#sums(group));
    return { sums: roundSums(sums), ...this.#rankings.total(this.#frame ?? 0) };
  }

  #costs(): CostHistogram {
    const costs = readCosts(this.memory.costs, this.#frame ?? 0);
    this.#aside.addCostsTo(costs);
    return costs;
  }

  /** Null where the loss is 0 or infinite. */
  concentration(): ConcentrationPoint[] | null {
    return this.#aside.isBeyond ? null : concentrationCurve(costPairs(this.#costs()));
  }
}
