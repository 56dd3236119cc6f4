// The measures that are listed for groups and for both sides of a comparison, with their names.

import type { Measures } from "../score/result.js";

export interface ListedMeasure {
  readonly key: keyof Measures;
  readonly name: string;
  /** The title of a column. */
  readonly short: string;
}

const listed = [
  { key: "loss", name: "loss", short: "loss" },
  { key: "baseRate", name: "base rate", short: "base rate" },
  { key: "skill", name: "skill", short: "skill" },
  { key: "calibrationError", name: "calibration error", short: "calibration" },
  { key: "brier", name: "Brier score", short: "Brier" },
  { key: "rocAuc", name: "ROC AUC", short: "ROC AUC" },
  { key: "prAuc", name: "PR AUC", short: "PR AUC" },
] as const satisfies readonly ListedMeasure[];

export const measureNames: readonly string[] = listed.map(({ name }) => name);

export const measureTitles: readonly string[] = listed.map(({ short }) => short);

/** Their values, in the same order. */
export function measureValues(measures: Measures): (number | null)[] {
  return listed.map(({ key }) => measures[key]);
}
