// The orders of groups: by value in most outputs; the worst first in a report, which cannot show
// all.

import type { Group } from "./result.js";

/**
 * By loss, the highest first. Groups with equal losses, and those without weight, keep their order.
 */
export function worstFirst(groups: readonly Group[]): Group[] {
  const cost = ({ measures: { loss } }: Group) => loss ?? -Infinity;
  return [...groups].sort((a, b) => (cost(a) === cost(b) ? 0 : cost(b) - cost(a)));
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
