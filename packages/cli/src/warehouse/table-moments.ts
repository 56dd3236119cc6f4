// The moments of a table's losses, by group, from sums that a warehouse computes.

import { exact } from "../metrics/exact.js";
import {
  addMoments,
  type MomentSums,
  momentsOfOnes,
  noMoments,
  shiftMoments,
} from "../metrics/moment-sums.js";
import {
  exponentOf,
  frameOf,
  largestLoss,
  type MomentOptions,
  namesOfSums,
} from "../sql/moment-sums.js";
import type { ScoreTable } from "../sql/score-rows.js";
import type { Cell } from "./cells.js";
import { type TextRow, toNumber } from "./warehouse.js";

/** With so many groups or fewer, the loss of each is a centre; with more, that of all rows alone. */
const mostCentres = 8;

/** The key of a group. */
export const keyOf = (group: Cell["group"]) => JSON.stringify(group);

/** What to ask for, and of which groups the answers are. */
export class MomentPlan {
  /** By group. */
  readonly #frames = new Map<string, number>();
  /** Groups with a loss that is too large. */
  readonly #beyond = new Set<string>();
  readonly #centres: readonly number[];

  /**
   * @param cells Of weights as the table has them, which tell the frames.
   * @param scaled Of weights times a power of two, whose means have all digits.
   */
  constructor(cells: readonly Cell[], scaled: readonly Cell[]) {
    for (const { fault, group, heaviest, dearest } of cells) {
      if (fault !== 0 || heaviest === 0) continue;
      const key = keyOf(group);
      const frame = frameOf(heaviest);
      this.#frames.set(key, Math.max(frame, this.#frames.get(key) ?? frame));
      if (dearest >= largestLoss) this.#beyond.add(key);
    }
    this.#centres = centresOf(scaled);
  }

  /** One query for each of these; most tables need one. */
  get asked(): MomentOptions[] {
    const frames = [...new Set(this.#frames.values())];
    const highest = Math.max(...frames);
    return frames.map((frame) => ({
      centres: this.#centres,
      frame,
      hasHigher: frame < highest,
    }));
  }

  /** The moments of the groups of that frame, by key, from the rows of the answer. */
  read(
    frame: number,
    rows: readonly TextRow[],
    { by, weight }: Pick<ScoreTable, "by" | "weight">,
  ): Map<string, MomentSums> {
    const found = new Map<string, MomentSums>();
    for (const row of rows) {
      const key = keyOf(row.slice(0, by.length));
      if (this.#frames.get(key) !== frame) continue;
      const own = momentsOf(row.slice(by.length), exponentOf(frame), weight !== null);
      const all = addMoments(found.get(key) ?? noMoments, own);
      found.set(key, { ...all, isBeyond: this.#beyond.has(key) });
    }
    return found;
  }
}

/**
 * Means near which many losses may lie, and 0, in ascending order. Losses are summed less the
 * nearest, so that the digits in which they differ are kept.
 */
function centresOf(cells: readonly Cell[]): number[] {
  const all = { weight: 0, loss: 0 };
  const groups = new Map<string, typeof all>();
  for (const { fault, group, weight, loss } of cells) {
    if (fault !== 0) continue;
    const own = groups.get(keyOf(group)) ?? { weight: 0, loss: 0 };
    groups.set(keyOf(group), own);
    for (const sums of [all, own]) {
      sums.weight += weight;
      sums.loss += loss;
    }
  }
  const means = (groups.size > mostCentres ? [all] : [...groups.values()])
    .map(({ weight, loss }) => loss / weight)
    .filter((mean) => mean > 0 && mean < largestLoss);
  return [0, ...new Set(means)].sort((a, b) => a - b);
}

/** @param exponent Weights were summed times 2 to its negative. */
function momentsOf(row: TextRow, exponent: number, isWeighted: boolean): MomentSums {
  const [centre, n, ...values] = row.map(toNumber) as [number, number, ...number[]];
  // An engine may give a row for no rows.
  if (n === 0) return noMoments;
  const sums = Object.fromEntries(
    namesOfSums(isWeighted).map((name, i) => [name, exact(values[i]!, exponent * name.length)]),
  ) as MomentSums["sums"];
  const moments = isWeighted
    ? { n, isBeyond: false, sums }
    : momentsOfOnes(n, sums.u, sums.uu, sums.uuu);
  return shiftMoments(moments, centre);
}
