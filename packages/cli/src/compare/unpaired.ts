// Compares two files whose rows differ, such as those of two weeks: each is scored by itself.

import type { Session } from "../duckdb/session.js";
import { show } from "../errors.js";
import { guard } from "../input/guard.js";
import { tableSource } from "../input/table-source.js";
import type { CompareOptions } from "../options/compare-options.js";
import type { Progress } from "../progress.js";
import { BadRows } from "../score/bad-rows.js";
import { type ColumnLook, likelyMistake } from "../score/column-look.js";
import { type Indexes, indexesBy } from "../score/indexes.js";
import { likelyCluster } from "../score/likely-cluster.js";
import { Losses } from "../score/losses.js";
import { readSource } from "../score/read-source.js";
import { alone } from "../score/replicas.js";
import { addHere, type Scored, Scorer } from "../score/scorer.js";
import { addInThread } from "../score/tally-thread/tally-thread.js";
import { termsOf } from "../score/terms.js";
import { TimeCheck } from "../score/time-check.js";
import { compareSides, requireRows } from "./compare-sides.js";
import { partsOf, unpairedDifference } from "./difference.js";
import type { CompareResult } from "./result.js";
import type { Side } from "./side.js";

interface ScoredSide extends Scored {
  readonly look: ColumnLook;
}

/** Number of bytes above which a second thread is worth its start. */
const largeBytes = 8e6;

export async function compareUnpaired(
  session: Session,
  sides: readonly [Side, Side],
  options: CompareOptions,
  progress: Progress,
): Promise<CompareResult> {
  const files = sides.map(({ table }) => table.file);
  const indexes = indexesBy(options.a.by, options.a.cluster);
  const bad = new BadRows(options.loss.fromLogits, options.skipBadRows, sides[0].classes);
  const times = new TimeCheck(options.a.time, options.a.by, indexes.groups);
  progress.begin(files.reduce((sum, { bytes }) => sum + bytes, 0));
  const scored: ScoredSide[] = [];
  for (const [index, side] of sides.entries()) {
    scored.push(await readSide(session, side, index, options, indexes, { bad, times, progress }));
    requireRows(scored[index]!.tallies.size, bad.count, show(side.table.file.name));
  }
  progress.end();
  const [a, b] = scored as [ScoredSide, ScoredSide];
  const { groups, clusters } = indexes;
  const [partA, partB] = scored.map(({ moments }) => partsOf(termsOf(moments, groups, clusters)));
  const compared = compareSides(
    options,
    [a.tallies, b.tallies],
    new Losses(options.loss),
    groups,
    (group) => unpairedDifference(partA!(group), partB!(group), clusters !== null),
  );
  return {
    ...compared,
    files: [files[0]!.name, files[1]!.name],
    paired: false,
    likelyCluster: await likelyCluster(session, sides[0], options.loss),
    likelyMistake: {
      a: likelyMistake(a.look, compared.a.count),
      b: likelyMistake(b.look, compared.b.count),
    },
    bootstrap: null,
    spread: null,
    rows: null,
    best: [],
    worst: [],
    badRows: {
      count: bad.count,
      listed: bad.listed.map(({ source, ...row }) => ({ side: source === 0 ? "A" : "B", ...row })),
    },
  };
}

async function readSide(
  session: Session,
  { table, names, classes }: Side,
  index: number,
  { loss, skipBadRows: lenient }: CompareOptions,
  indexes: Indexes,
  notes: { readonly bad: BadRows; readonly times: TimeCheck; readonly progress: Progress },
): Promise<ScoredSide> {
  const isWorthIt = table.file.bytes >= largeBytes && alone.cores > 1;
  const taker = (isWorthIt ? addInThread : addHere)(loss, 0, indexes.clusters !== null);
  try {
    const scorer = new Scorer(loss, taker);
    const source = tableSource(session, table, { names, ...indexes, lenient, classes });
    await readSource(guard(source, [table.file]), index, { scorer, ...notes });
    return { ...(await scorer.finish()), look: scorer.look };
  } finally {
    taker.close();
  }
}
