// What must be the same on every rank before they train together, and while they do.

import { refuse } from "../../errors.js";
import type { Strategy } from "../strategy.js";

/**
 * Compares lines over all ranks.
 *
 * @throws ValueError on every rank, that names the first rank that differs from most and what it has.
 */
export function expectSameLines(owner: string, strategy: Strategy, argument: string, lines: readonly string[]): void {
  if (strategy.numReplicasInSync === 1) return;
  const all = strategy.gather(lines);
  const texts = all.map((list) => list.join("\n"));
  const usual = mostCommon(texts);
  const rank = texts.findIndex((text) => text !== usual);
  if (rank < 0) return;
  const other = texts.indexOf(usual);
  const [received, expected] = firstDifference(all[rank]!, all[other]!);
  refuse(owner, argument, "be the same on every rank", `${received} on rank ${rank}, where rank ${other} has ${expected}`);
}

/** The first line in which they differ, of each; "nothing more" where one has ended. */
export function firstDifference(a: readonly string[], b: readonly string[]): [string, string] {
  const longer = Math.max(a.length, b.length);
  for (let i = 0; i < longer; i++) if (a[i] !== b[i]) return [a[i] ?? "nothing more", b[i] ?? "nothing more"];
  return ["the same", "the same"];
}

/** What most have; the earlier one of several that as many have. */
function mostCommon(texts: readonly string[]): string {
  const counts = texts.map((text) => texts.filter((other) => other === text).length);
  return texts[counts.indexOf(Math.max(...counts))]!;
}
