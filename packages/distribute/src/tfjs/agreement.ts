// What must be the same on every replica before they train together, and while they do.

import { refuse } from "binary-crossentropy/internal";
import type { Strategy } from "../strategy.js";

/**
 * Compares lines over all replicas.
 *
 * @throws ValueError on every replica, that names the first replica that differs from most and what
 * it has.
 */
export function expectSameLines(
  owner: string,
  strategy: Strategy,
  argument: string,
  lines: readonly string[],
): void {
  if (strategy.numReplicasInSync === 1) return;
  compareLines(owner, argument, strategy.gather(lines, `${owner}: ${argument}`));
}

/** The same of lines that are gathered already. */
export function compareLines(
  owner: string,
  argument: string,
  all: readonly (readonly string[])[],
): void {
  const texts = all.map((list) => list.join("\n"));
  const usual = mostCommon(texts);
  const replica = texts.findIndex((text) => text !== usual);
  if (replica < 0) return;
  const other = texts.indexOf(usual);
  const [received, expected] = firstDifference(all[replica]!, all[other]!);
  refuse(
    owner,
    argument,
    "be the same on every replica",
    `${received} on replica ${replica}, where replica ${other} has ${expected}`,
  );
}

/** The first line in which they differ, of each; "nothing more" where one has ended. */
export function firstDifference(a: readonly string[], b: readonly string[]): [string, string] {
  const longer = Math.max(a.length, b.length);
  for (let i = 0; i < longer; i++)
    if (a[i] !== b[i]) return [a[i] ?? "nothing more", b[i] ?? "nothing more"];
  return ["the same", "the same"];
}

/** What most have; the earlier one of several that as many have. */
function mostCommon(texts: readonly string[]): string {
  const counts = texts.map((text) => texts.filter((other) => other === text).length);
  return texts[counts.indexOf(Math.max(...counts))]!;
}
