// Compares two files whose rows differ, such as those of two weeks: each is scored by itself.

import { show } from "../errors.js";
import { guard } from "../input/guard.js";
import { tableSource } from "../input/table-source.js";
import { BadRows } from "../score/bad-rows.js";
import { type ColumnLook, likelyMistake } from "../score/column-look.js";
import { likelyCluster } from "../score/likely-cluster.js";
import { Losses } from "../score/losses.js";
import { readSource } from "../score/read-source.js";
import { alone } from "../score/replicas.js";
import { addHere, type Scored, Scorer } from "../score/scorer.js";
import { addInThread } from "../score/tally-thread/tally-thread.js";
import { termsOf } from "../score/terms.js";
import { compareSides, requireRows } from "./compare-sides.js";
import { partsOf, unpairedDifference } from "./difference.js";
import type { Found } from "./result.js";
import type { Side } from "./side.js";
import type { CompareWork } from "./work.js";

interface ScoredSide extends Scored {
  readonly look: ColumnLook;
}

export async function compareUnpaired(work: CompareWork): Promise<Found> {
  const { session, sides, options, indexes, progress } = work;
  const bad = new BadRows(options.loss.fromLogits, options.skipBadRows, sides[0].classes);
  const scored: ScoredSide[] = [];
  for (const [index, side] of sides.entries()) {
    scored.push(await readSide(side, index, bad, work));
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
  { table, names, classes }: Side,
  index: number,
  bad: BadRows,
  {
    session,
    options: { loss, skipBadRows: lenient },
    indexes,
    times,
    progress,
    largeBytes,
  }: CompareWork,
): Promise<ScoredSide> {
  const isWorthIt = table.file.bytes >= largeBytes && alone.cores > 1;
  const taker = (isWorthIt ? addInThread : addHere)(
    loss,
    0,
    indexes.clusters === null ? "rows" : "clusters",
  );
  try {
    const scorer = new Scorer(loss, taker);
    const source = tableSource(session, table, { names, ...indexes, lenient, classes });
    await readSource(guard(source, [table.file]), index, { scorer, bad, times, progress });
    return { ...(await scorer.finish()), look: scorer.look };
  } finally {
    taker.close();
  }
}
