// Which groups are surely worse. Many are looked at: among a thousand groups of noise some differ by
// three standard errors, so p-values are adjusted for all of them.

import { holm } from "../statistics/holm.js";
import type { Excess } from "../statistics/welch.js";

/** How surely a group is worse than what it is compared with. */
export interface Tested extends Excess {
  /** p for all groups together, by Holm's method. */
  readonly adjusted: number;
  /** Whether the group is surely worse: `adjusted` is at most 5 %. */
  readonly isWorse: boolean;
}

/** The chance that any group is called worse if none is. */
const level = 0.05;

export function testTogether(excesses: readonly (Excess | null)[]): (Tested | null)[] {
  const adjusted = holm(excesses.map((excess) => excess?.p ?? null));
  return excesses.map(
    (excess, i) => excess && { ...excess, adjusted: adjusted[i]!, isWorse: adjusted[i]! <= level },
  );
}

/** The groups that are surely worse, the surest first. */
export function surelyWorse<Group extends { readonly tested: Tested | null }>(
  groups: readonly Group[],
): Group[] {
  return groups.filter(({ tested }) => tested?.isWorse).sort((a, b) => b.tested!.z - a.tested!.z);
}
