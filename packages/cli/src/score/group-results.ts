// The results of groups from their sums, in the order in which they are printed.

import type { Tally } from "../metrics/tallies.js";
import { compareValues } from "./group-order.js";
import type { LossErrors } from "./loss-errors.js";
import type { Losses } from "./losses.js";
import { type Group, measuresOf } from "./result.js";
import { testTogether } from "./tested.js";

export interface TalliedGroup {
  readonly values: Group["values"];
  readonly tally: Tally;
  /** Its number among the loss errors. */
  readonly number: number;
}

/** @param groups Read one after the other, and each is used before the next. */
export function groupResults(
  groups: Iterable<TalliedGroup>,
  losses: Losses,
  errors: LossErrors,
): Group[] {
  const found = [];
  for (const { values, tally, number } of groups) {
    if (tally.sums.count === 0) continue;
    const { interval, excess } = errors.group(number);
    found.push({ values, measures: measuresOf(tally, losses, interval), excess });
  }
  const tested = testTogether(found.map(({ excess }) => excess));
  return found
    .map(({ values, measures }, i) => ({ values, measures, tested: tested[i]! }))
    .sort((a, b) => compareValues(a.values, b.values));
}
