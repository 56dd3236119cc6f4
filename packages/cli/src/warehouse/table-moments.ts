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

/** What is known of a group from its cells. */
interface Known {
  weight: number;
  loss: number;
  heaviest: number;
}

const nothing = (): Known => ({ weight: 0, loss: 0, heaviest: 0 });

/** The key of a group. */
export const keyOf = (group: Cell["group"]) => JSON.stringify(group);

const frameOfGroup = ({ heaviest }: Known) => frameOf(heaviest);

/** What to ask for, and of which groups the answers are. */
export class MomentPlan {
  readonly #groups = new Map<string, Known>();
  readonly #all = nothing();
  readonly #frames: readonly number[];

  /** @param cells Of the weights as the table has them. */
  constructor(cells: readonly Cell[]) {
    for (const { fault, group, weight, loss, heaviest } of cells) {
      if (fault !== 0 || heaviest === 0) continue;
      const own = this.#groups.get(keyOf(group)) ?? nothing();
      this.#groups.set(keyOf(group), own);
      for (const known of [this.#all, own]) {
        known.weight += weight;
        known.loss += loss;
        known.heaviest = Math.max(known.heaviest, heaviest);
      }
    }
    const frames = [...this.#groups.values()].map(frameOfGroup);
    this.#frames = [...new Set(frames)];
  }

  /** One query for each of these; most tables need one. */
  get asked(): MomentOptions[] {
    const highest = Math.max(...this.#frames);
    const centres = this.#centres();
    return this.#frames.map((frame) => ({ centres, frame, hasHigher: frame < highest }));
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
      const known = this.#groups.get(key);
      if (known === undefined || frameOfGroup(known) !== frame) continue;
      const own = momentsOf(row.slice(by.length), exponentOf(frame), weight !== null);
      found.set(key, addMoments(found.get(key) ?? noMoments, own));
    }
    return found;
  }

  /**
   * Means near which many losses may lie, and 0, in ascending order. Losses are summed less the
   * nearest, so that the digits in which they differ are kept.
   */
  #centres(): number[] {
    const means = (this.#groups.size > mostCentres ? [this.#all] : [...this.#groups.values()])
      .map(({ weight, loss }) => loss / weight)
      .filter((mean) => mean > 0 && mean < largestLoss);
    return [0, ...new Set(means)].sort((a, b) => a - b);
  }
}

/** @param exponent Weights were summed times 2 to its negative. */
function momentsOf(row: TextRow, exponent: number, isWeighted: boolean): MomentSums {
  const [centre, n, dearest, ...values] = row.map(toNumber) as [
    number,
    number,
    number,
    ...number[],
  ];
  // An engine may give a row for no rows.
  if (n === 0) return noMoments;
  const sums = Object.fromEntries(
    namesOfSums(isWeighted).map((name, i) => [name, exact(values[i]!, exponent * name.length)]),
  ) as MomentSums["sums"];
  const moments = isWeighted
    ? { n, isBeyond: false, sums }
    : momentsOfOnes(n, sums.u, sums.uu, sums.uuu);
  return { ...shiftMoments(moments, centre), isBeyond: !(dearest < largestLoss) };
}
