// bce score, from files to the result. Several processes read a portion each, and the first one
// merges.

import type { Session } from "../duckdb/session.js";
import { DataError, refuseData, refuseUsage, show } from "../errors.js";
import { findFiles, type Say } from "../input/files.js";
import type { GroupIndex } from "../input/group-index.js";
import type { InputFile } from "../input/input-file.js";
import { requireOtherFile } from "../input/other-file.js";
import { classHistogram, reliabilityBins } from "../metrics/reliability.js";
import type { Tallies } from "../metrics/tallies.js";
import { groupColumns, type ScoreOptions } from "../options/score-options.js";
import type { Progress } from "../progress.js";
import { mostListed } from "./bad-rows.js";
import { compareValues } from "./group-order.js";
import { Losses } from "./losses.js";
import { type Found, isFailure, requireFound } from "./outcome.js";
import { mergeBad, mergeTallies, mergeWorst } from "./part.js";
import { Reading } from "./reading.js";
import { alone, type Replicas } from "./replicas.js";
import { type Group, measuresOf, type ScoreResult } from "./result.js";

/** Number of bytes above which a second thread is worth its start. */
const usuallyLarge = 8e6;

/** Returns the result on the first process, null on the others. */
export async function runScore(
  session: Session,
  options: ScoreOptions,
  progress: Progress,
  replicas: Replicas = alone,
  largeBytes = usuallyLarge,
  say: Say = () => undefined,
): Promise<ScoreResult | null> {
  const files = await find(session, options, replicas, say);
  const said = new Set<string>();
  const note = (sentence: string) => {
    if (replicas.rank === 0 && !said.has(sentence)) say(sentence);
    said.add(sentence);
  };
  const read = async (mayCutText: boolean) => {
    const reading = new Reading({ session, options, progress, replicas, largeBytes, note });
    return { reading, outcomes: await replicas.gather(await reading.run(files, mayCutText)) };
  };
  let { reading, outcomes } = await read(!options.skipBadRows);
  // If something is wrong with a text file, the message comes from reading it as a whole.
  if (reading.isTextCut && outcomes.some(isFailure)) ({ reading, outcomes } = await read(false));
  const found = requireFound(outcomes, replicas.rank);
  return replicas.rank === 0 ? resultOf(options, found, reading) : null;
}

/**
 * Finds the files, or returns the error, which the other processes must learn. The first process
 * prints warnings.
 */
async function find(
  session: Session,
  options: ScoreOptions,
  { rank, size }: Replicas,
  say: Say,
): Promise<InputFile[] | DataError> {
  try {
    if (size > 1 && [...options.files, ...(options.join?.labels ?? [])].includes("-")) {
      refuseUsage("FILE", "be files, where several processes score together", "standard input");
    }
    const sayFirst = rank === 0 ? say : undefined;
    const files = await findFiles(options.files, session, sayFirst);
    for (const file of await findFiles(options.join?.labels ?? [], session, sayFirst))
      files.push({ ...file, holdsLabels: true });
    requireOtherFile("--report", options.report, files);
    return files;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

function resultOf(
  options: ScoreOptions,
  outcomes: readonly Found[],
  { tallies, groups }: Reading,
): ScoreResult {
  const { files } = outcomes[0]!;
  const parts = outcomes.map(({ part }) => part);
  mergeTallies(tallies, groups, parts.slice(1));
  const bad = mergeBad(parts, mostListed);
  const total = tallies.total();
  if (total.sums.count === 0) {
    const skipped = bad.count > 0 ? `, with ${bad.count} bad ones skipped` : "";
    refuseData("the files", "hold rows", `none in ${files.map(show).join(", ")}${skipped}`);
  }
  const losses = new Losses(options.loss);
  return {
    options: options.loss,
    files,
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
    joined: parts.find(({ joined }) => joined !== null)?.joined ?? null,
    weighted:
      options.columns?.weight !== undefined || (options.columns === null && files.length === 3),
    total: measuresOf(total, losses),
    reliability: reliabilityBins(total.sums),
    histogram: classHistogram(total.sums),
    by: groupColumns(options),
    groups: groups === null ? [] : groupResults(tallies, groups, losses),
    worst: mergeWorst(parts, options.worst),
    concentration: tallies.concentration(),
    bad,
  };
}

function groupResults(tallies: Tallies, groups: GroupIndex, losses: Losses): Group[] {
  const found = Array.from({ length: tallies.size }, (_, group) => ({
    tally: tallies.group(group),
    group,
  }));
  return found
    .filter(({ tally }) => tally.sums.count > 0)
    .map(({ tally, group }) => ({
      values: groups.valuesOf(group),
      measures: measuresOf(tally, losses),
    }))
    .sort((a, b) => compareValues(a.values, b.values));
}
