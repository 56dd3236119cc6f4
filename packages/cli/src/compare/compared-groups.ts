// The groups of a comparison: the difference of each, and whether it surely got worse.

import type { GroupIndex } from "../input/group-index.js";
import type { Tallies } from "../metrics/tallies.js";
import { compareValues } from "../score/group-order.js";
import type { Losses } from "../score/losses.js";
import { type Measures, measuresOf } from "../score/result.js";
import { testTogether } from "../score/tested.js";
import { areTimes } from "../score/time-groups.js";
import type { Difference } from "./difference.js";
import type { ComparedGroup } from "./result.js";

/**
 * In the order of time or, if groups are no times, by how surely they got worse, the surest first;
 * then those of which that is not known.
 *
 * @param differenceOf The difference of a group that has weight in both files.
 */
export function comparedGroups(
  groups: GroupIndex,
  sides: readonly [Tallies, Tallies],
  losses: Losses,
  differenceOf: (group: number) => Difference,
): ComparedGroup[] {
  const found = Array.from({ length: groups.size }, (_, group) => {
    const [a, b] = sides.map((tallies) => measuresIn(tallies, group, losses)) as Sides;
    if (a === null && b === null) return [];
    const isKnown = a !== null && a.loss !== null && b !== null && b.loss !== null;
    const { interval, excess } = isKnown ? differenceOf(group) : unknown;
    return { values: groups.valuesOf(group), a, b, difference: interval, excess };
  }).flat();
  const tested = testTogether(found.map(({ excess }) => excess));
  const all = found
    .map(({ excess: _, ...group }, i): ComparedGroup => ({ ...group, tested: tested[i]! }))
    .sort((a, b) => compareValues(a.values, b.values));
  const place = ({ tested: own }: ComparedGroup) => own?.z ?? -Infinity;
  return areTimes(all)
    ? all
    : all.sort((a, b) => (place(a) === place(b) ? 0 : place(b) - place(a)));
}

type Sides = [Measures | null, Measures | null];

const unknown = { interval: null, excess: null };

/** Null where a file has no rows of the group. */
function measuresIn(tallies: Tallies, group: number, losses: Losses): Measures | null {
  if (group >= tallies.size) return null;
  const tally = tallies.group(group);
  return tally.sums.count === 0 ? null : measuresOf(tally, losses);
}
