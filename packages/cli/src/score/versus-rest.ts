// Which groups are surely worse than the rest. Many are looked at: among a thousand groups of noise
// some differ by three standard errors, so p-values are adjusted for all of them.

import { holm } from "../statistics/holm.js";
import type { Excess } from "../statistics/welch.js";
import type { Group, VersusRest } from "./result.js";

/** The chance that any group is called worse if none is. */
const level = 0.05;

export function versusRest(excesses: readonly (Excess | null)[]): (VersusRest | null)[] {
  const adjusted = holm(excesses.map((excess) => excess?.p ?? null));
  return excesses.map(
    (excess, i) => excess && { ...excess, adjusted: adjusted[i]!, isWorse: adjusted[i]! <= level },
  );
}

/** The groups that are surely worse, the surest first. */
export function surelyWorse(groups: readonly Group[]): Group[] {
  return groups
    .filter((group) => group.versusRest?.isWorse)
    .sort((a, b) => b.versusRest!.z - a.versusRest!.z);
}
