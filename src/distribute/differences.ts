// Replicas that differ: who has what, in one sentence.

import { refuse, show } from "../errors.js";
import type { Strategy } from "./strategy.js";

/** `X on replicas 0, 2 and Y on replica 1`: each value once, with the replicas that have it. */
export function whoHasWhat(values: readonly string[]): string {
  const holders = new Map<string, number[]>();
  values.forEach((value, replica) => {
    holders.set(value, [...(holders.get(value) ?? []), replica]);
  });
  const parts = [...holders].map(([value, replicas]) => `${value} on replica${replicas.length > 1 ? "s" : ""} ${listOf(replicas)}`);
  return parts.join(" and ");
}

const longestList = 8;

function listOf(replicas: readonly number[]): string {
  const shown = replicas.slice(0, longestList).join(", ");
  return replicas.length > longestList ? `${shown} and ${replicas.length - longestList} more` : shown;
}

/**
 * Compares a value over all replicas; collective.
 *
 * @throws ValueError on every replica, which says who has what, where it is not the same on all.
 */
export function requireSame(strategy: Strategy, owner: string, argument: string, value: unknown, remedy = ""): void {
  const values = strategy.gather(value).map((one) => (typeof one === "string" ? show(one) : JSON.stringify(one)));
  if (values.some((one) => one !== values[0])) refuse(owner, argument, "be the same on all replicas", whoHasWhat(values), remedy);
}
