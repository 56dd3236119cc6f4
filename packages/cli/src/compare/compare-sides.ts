// What a comparison says of two sets of scored rows, whether these are paired or not: the measures of
// each, their difference, and the same of each group.

import { refuseData } from "../errors.js";
import type { GroupIndex } from "../input/group-index.js";
import { reliabilityBins } from "../metrics/reliability.js";
import type { Tallies } from "../metrics/tallies.js";
import type { CompareOptions } from "../options/compare-options.js";
import type { Losses } from "../score/losses.js";
import { measuresOf } from "../score/result.js";
import { comparedGroups } from "./compared-groups.js";
import type { Difference } from "./difference.js";
import type { CompareResult } from "./result.js";

type OfSides =
  | "options"
  | "predictions"
  | "weighted"
  | "a"
  | "b"
  | "reliability"
  | "difference"
  | "by"
  | "every"
  | "groups";

/** @throws DataError if no row can be compared. @param what Where they would be. */
export function requireRows(count: number, skipped: number, what = "the files"): void {
  const received = `none${skipped > 0 ? `, with ${skipped} bad ones skipped` : ""}`;
  if (count === 0) refuseData(what, "hold rows that can be compared", received);
}

/**
 * @param differenceOf The difference of a group, or with null of all rows.
 * @throws DataError if a loss is not finite, or if no row has weight.
 */
export function compareSides(
  { a: columnsA, b: columnsB, loss }: CompareOptions,
  sides: readonly [Tallies, Tallies],
  losses: Losses,
  groups: GroupIndex | null,
  differenceOf: (group: number | null) => Difference,
): Pick<CompareResult, OfSides> {
  const [totalA, totalB] = [sides[0].total(), sides[1].total()];
  const [a, b] = [measuresOf(totalA, losses), measuresOf(totalB, losses)];
  if (a.loss === null || b.loss === null) refuseData("--weight", "have a weight above 0", "none");
  if (!Number.isFinite(a.loss) || !Number.isFinite(b.loss)) {
    refuseData(
      "losses",
      "be finite to be compared",
      `${a.loss} and ${b.loss}`,
      "Choose another --dialect than exact.",
    );
  }
  return {
    options: loss,
    predictions: [columnsA.prediction, columnsB.prediction],
    weighted: columnsA.weight !== undefined,
    a,
    b,
    reliability: { a: reliabilityBins(totalA.sums), b: reliabilityBins(totalB.sums) },
    difference: differenceOf(null).interval,
    by: columnsA.by,
    every: columnsA.time?.every ?? null,
    groups: groups === null ? [] : comparedGroups(groups, sides, losses, differenceOf),
  };
}
