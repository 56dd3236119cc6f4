// Reads the rows of a source into a scorer, and notes those that cannot be scored.

import type { Source } from "../input/batch.js";
import type { Progress } from "../progress.js";
import type { BadRows } from "./bad-rows.js";
import type { Scorer } from "./scorer.js";
import type { TimeCheck } from "./time-check.js";

/** What takes the rows as they come. */
interface Takers {
  readonly scorer: Scorer;
  readonly bad: BadRows;
  readonly times: TimeCheck;
  readonly progress: Progress;
}

/** @param index The number of the source. @param before The number of its rows before the first. */
export async function readSource(
  source: Source,
  index: number,
  { scorer, bad, times, progress }: Takers,
  before = 0,
): Promise<void> {
  scorer.beginSource(index, before);
  bad.begin(source, index);
  let row = before + 1;
  for await (const batch of source.batches()) {
    for (const row of scorer.add(batch)) await bad.add(row);
    const { rows } = batch;
    await times.add(batch.groups, (i) => rows?.[i] ?? row + i, source);
    row += batch.count;
    progress.rows(batch.count);
  }
  await bad.end();
  progress.finished(source.bytes);
}
