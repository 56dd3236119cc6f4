// Descriptions, as lines of text, that must be the same on every replica before they go on together.

import { expectSameLines } from "../comparisons.js";
import type { Strategy } from "../strategy.js";

/** @throws ValueError on every replica where one has other lines: see {@link expectSameLines}. */
export function compareLines(
  owner: string,
  strategy: Strategy,
  argument: string,
  lines: readonly string[],
): void {
  if (strategy.numReplicasInSync === 1) return;
  expectSameLines(owner, argument, strategy.gather(lines, `${owner}: ${argument}`));
}
