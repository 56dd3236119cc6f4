// The orders of groups: by value in most outputs; the worst first in a report, which cannot show
// all.

import type { Group } from "./result.js";

/**
 * By how surely a group is worse than the rest, the surest first; then those of which that is not
 * known, by loss. A loss that is infinite comes before all others, and equal ones keep their order.
 */
export function worstFirst(groups: readonly Group[]): Group[] {
  return [...groups].sort((a, b) => {
    const [left, right] = [placeOf(a), placeOf(b)];
    const at = left.findIndex((x, i) => x !== right[i]);
    return at < 0 ? 0 : right[at]! - left[at]!;
  });
}

function placeOf({ measures: { loss }, tested }: Group): readonly [number, number, number] {
  const known = tested === null ? 0 : 1;
  return [loss === Infinity ? 1 : 0, known, tested?.z ?? loss ?? -Infinity];
}

/** Numbers by size, other texts by code unit, missing values last. */
export function compareValues(
  a: readonly (string | null)[],
  b: readonly (string | null)[],
): number {
  for (const [i, left] of a.entries()) {
    const right = b[i]!;
    if (left === right) continue;
    if (left === null || right === null) return left === null ? 1 : -1;
    const difference = Number(left) - Number(right);
    if (left.trim() !== "" && right.trim() !== "" && difference !== 0 && !Number.isNaN(difference))
      return difference;
    return left < right ? -1 : 1;
  }
  return 0;
}
