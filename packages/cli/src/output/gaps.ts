// Where periods have no rows, in a table of groups.

import type { Period } from "../input/time-text.js";
import { periodsBetween } from "../score/time-groups.js";
import { whole } from "./text.js";

interface Valued {
  readonly values: readonly (string | null)[];
}

/** The lines of groups, with one where periods have no rows, filled up to the width of the head. */
export function withGaps<Group extends Valued>(
  groups: readonly Group[],
  every: Period | null,
  head: readonly string[],
  lineOf: (group: Group) => readonly string[],
): string[][] {
  const lines = groups.flatMap((group, i) => [...gap(groups[i - 1], group, every), lineOf(group)]);
  return lines.map((line) => head.map((_, i) => line[i] ?? ""));
}

function gap(before: Valued | undefined, { values }: Valued, every: Period | null): string[][] {
  const [from, to] = [before?.values[0], values[0]];
  if (every === null || values.length > 1 || from == null || to == null) return [];
  const missing = periodsBetween(from, to, every);
  return missing > 0
    ? [[`(${whole(missing)} ${every}${missing === 1 ? "" : "s"} without rows)`]]
    : [];
}
