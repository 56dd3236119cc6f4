// How the measures are called where people read them, and which of them an output has. Each output
// says so of every measure: a new one has to be decided on everywhere.

import type { Measures } from "../score/result.js";
import type { Tested } from "../score/tested.js";
import { decimal, whole } from "./text.js";

export type Measure = Exclude<keyof Measures, "areas" | "interval">;

/** Something about every measure. Their order is that of the output. */
export type OfMeasures<T> = { readonly [M in Measure]: T };

export const measureNames: OfMeasures<string> = {
  loss: "loss",
  lossSum: "sum of losses",
  lossPerRow: "loss per row",
  count: "rows",
  weight: "weight",
  baseRate: "base rate",
  baseLoss: "loss of predicting it",
  skill: "skill",
  calibrationError: "calibration error",
  brier: "Brier score",
  rocAuc: "ROC AUC",
  prAuc: "PR AUC",
};

/** Those of which there is something to say, in their order. */
export function shown<T>(ofMeasures: OfMeasures<T | null>): [Measure, T][] {
  return (Object.entries(ofMeasures) as [Measure, T | null][]).filter(
    (entry): entry is [Measure, T] => entry[1] !== null,
  );
}

/** The columns of tables of groups, and how they are headed: short, since there are many. */
export const groupColumns: OfMeasures<string | null> = {
  count: "rows",
  loss: "loss",
  baseRate: "base rate",
  skill: "skill",
  calibrationError: "calibration",
  brier: "Brier",
  rocAuc: "ROC AUC",
  prAuc: "PR AUC",
  lossSum: null,
  lossPerRow: null,
  weight: null,
  baseLoss: null,
};

/** The interval of a loss as people read it; a dash where there is none. */
export function intervalText({ interval }: Measures, digits?: number): string {
  return rangeText(interval, digits);
}

/** An interval, or a dash. */
export function rangeText(
  of: { readonly low: number | null; readonly high: number | null } | null,
  digits?: number,
): string {
  if (of === null || of.low === null || of.high === null) return "–";
  return `${decimal(of.low, digits)} to ${decimal(of.high, digits)}`;
}

/** How surely a group is worse, as z, and whether it surely is. */
export function zText(tested: Tested | null): string {
  if (tested === null) return "–";
  return `${tested.z.toFixed(1).replace(/^-(0\.0)$/, "$1")}${tested.isWorse ? " ▲" : ""}`;
}

/** Of how many tests the z of a table are some. */
export function holmText(count: number): string {
  return `5 % for all ${whole(count)} groups together, by Holm's method`;
}

/** With fewer, an interval says less than it seems to. */
const fewRows = 10;

type Carried = { readonly effectiveRows: number | null; readonly clusters: number | null } | null;

/** How many rows, or clusters, carry most of an interval's variance, if they are few. */
export function fewRowsOf(interval: Carried): { count: number; what: "rows" | "clusters" } | null {
  const rows = interval?.effectiveRows ?? null;
  if (rows === null || rows >= fewRows) return null;
  return {
    count: Math.max(1, Math.round(rows)),
    what: interval!.clusters === null ? "rows" : "clusters",
  };
}

/** A warning where few rows, or clusters, decide about an interval; else empty. */
export function fewRowsText(interval: Carried): string {
  const few = fewRowsOf(interval);
  if (few === null) return "";
  return `about ${few.count} ${few.what} carry most of the variance: the interval may be too short`;
}

/** A measure as people read it. */
export function measureText(measures: Measures, measure: Measure, digits?: number): string {
  if (measure === "count" || measure === "weight") return whole(measures[measure]);
  return decimal(measures[measure], digits);
}
