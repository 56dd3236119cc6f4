// Reads the rows of a source into a scorer, and notes those that cannot be scored.

import type { Source } from "../input/batch.js";
import type { Progress } from "../progress.js";
import type { BadRows } from "./bad-rows.js";
import type { Scorer } from "./scorer.js";

/** @param index The number of the source. @param before The number of its rows before the first. */
export async function readSource(
  source: Source,
  index: number,
  { scorer, bad, progress }: { scorer: Scorer; bad: BadRows; progress: Progress },
  before = 0,
): Promise<void> {
  scorer.beginSource(index, before);
  bad.begin(source, index);
  for await (const batch of source.batches()) {
    for (const row of scorer.add(batch)) await bad.add(row);
    progress.rows(batch.count);
  }
  await bad.end();
  progress.finished(source.bytes);
}
