// How often the 95 % interval of a scenario's data sets holds the true mean.

import { type Part, unpairedDifference } from "../../src/compare/difference.js";
import { meanError } from "../../src/metrics/mean-error.js";
import {
  addMoments,
  type MomentSums,
  noMoments,
  subtractMoments,
} from "../../src/metrics/moment-sums.js";
import { Moments } from "../../src/metrics/moments.js";
import { lossInterval } from "../../src/score/loss-errors.js";
import { testTogether } from "../../src/score/tested.js";
import { excessOf } from "../../src/statistics/welch.js";
import { Random, type Row, type Scenario } from "./scenarios.js";

export interface Coverage {
  readonly covered: number;
  /** The shares of intervals that lie above the mean, and below it. */
  readonly above: number;
  readonly below: number;
}

/** @param rows that tell the true mean. */
export function coverageOf(scenario: Scenario, sets: number, seed: number, rows = 4e6): Coverage {
  const random = new Random(seed);
  const { rowsOfA, areClusters } = scenario;
  const meanOfA = rowsOfA === undefined ? 0 : meanOf(rowsOfA, rows, random);
  const truth = meanOf(scenario.rows, rows, random) - meanOfA;
  let [above, below] = [0, 0];
  for (let i = 0; i < sets; i++) {
    const own = momentsOf(scenario.rows(random), areClusters);
    const { low, high } =
      rowsOfA === undefined
        ? lossInterval(own, areClusters)!
        : intervalAgainst(momentsOf(rowsOfA(random), areClusters), own, areClusters);
    if (low > truth) above += 1;
    else if (high < truth) below += 1;
  }
  return { covered: 1 - (above + below) / sets, above: above / sets, below: below / sets };
}

/** The share of data sets of which any group is marked, though all groups are alike. */
export function falseAlarms(scenario: Scenario, groups: number, sets: number, seed: number) {
  const random = new Random(seed);
  let alarms = 0;
  for (let i = 0; i < sets; i++) {
    const each = Array.from({ length: groups }, () => {
      const moments = new Moments();
      for (const { x, w } of scenario.rows(random)) moments.add(x, w);
      return moments.value;
    });
    const total = each.reduce(addMoments, noMoments);
    const excesses = each.map((own) =>
      excessOf(meanError(own)!, meanError(subtractMoments(total, own))!),
    );
    if (testTogether(excesses).some((one) => one!.isWorse)) alarms += 1;
  }
  return alarms / sets;
}

function meanOf(rowsOf: Scenario["rows"], rows: number, random: Random): number {
  let [sum, weight, count] = [0, 0, 0];
  while (count < rows) {
    for (const { x, w } of rowsOf(random)) {
      sum += w * x;
      weight += w;
      count += 1;
    }
  }
  return sum / weight;
}

function momentsOf(rows: readonly Row[], areClusters: boolean): MomentSums {
  const moments = new Moments();
  if (!areClusters) for (const { x, w } of rows) moments.add(x, w);
  else {
    const sums = new Map<number, { w: number; u: number }>();
    for (const { x, w, cluster } of rows) {
      const own = sums.get(cluster) ?? { w: 0, u: 0 };
      sums.set(cluster, { w: own.w + w, u: own.u + w * x });
    }
    for (const { w, u } of sums.values()) moments.addTerm(w, 0, u, 0);
  }
  return moments.value;
}

function intervalAgainst(a: MomentSums, b: MomentSums, areClusters: boolean) {
  const parts = [a, b].map((own) => ({ own, rest: null })) as [Part, Part];
  const { low, high } = unpairedDifference(...parts, areClusters).interval;
  return { low: low!, high: high! };
}
