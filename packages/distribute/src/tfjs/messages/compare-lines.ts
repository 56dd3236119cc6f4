// Descriptions in lines of text, which must be the same on every replica.

import { expectSameLines } from "../../comparisons.js";
import type { Strategy } from "../../strategy.js";

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
