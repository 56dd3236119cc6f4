// The orders of groups: in every output by their values, and in a report, which cannot have all,
// the worst first.

import type { Group } from "./result.js";

/**
 * By loss, the highest first; of groups that cost the same, and of those that weigh nothing, in the
 * order that they have.
 */
export function worstFirst(groups: readonly Group[]): Group[] {
  const cost = ({ measures: { loss } }: Group) => loss ?? -Infinity;
  return [...groups].sort((a, b) => (cost(a) === cost(b) ? 0 : cost(b) - cost(a)));
}

/** Numbers by size, the rest by code unit, what is missing last. */
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
