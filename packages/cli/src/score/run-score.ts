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
import { likelyMistake, mergeLooks } from "./column-look.js";
import { curvesOf } from "./curves.js";
import { groupResults, type TalliedGroup } from "./group-results.js";
import { LossErrors, rowsOfEqualWeight } from "./loss-errors.js";
import { Losses } from "./losses.js";
import { type Failure, type Found, isFailure, requireFound } from "./outcome.js";
import { mergeBad, mergeSums, mergeWorst, type PartSums } from "./part.js";
import { Reading, type Work } from "./reading.js";
import { alone, type Replicas } from "./replicas.js";
import { measuresOf, type ScoreResult } from "./result.js";
import { usuallyLarge } from "./tally-thread/tally-thread.js";
import { termsOf } from "./terms.js";

/** Returns the result on the first process, null on the others. */
export async function runScore(
  session: Session,
  options: ScoreOptions,
  progress: Progress,
  replicas: Replicas = alone,
  largeBytes = usuallyLarge,
  say: Say = () => undefined,
): Promise<ScoreResult | null> {
  const files = await findInputs(session, options, replicas, say);
  const work = { session, options, progress, replicas, largeBytes, say: once(say) };
  const read = async (mayCutText: boolean) => {
    const { reading, outcome } = await readPortion(work, files, mayCutText);
    return { reading, outcomes: await replicas.gather(outcome) };
  };
  let { reading, outcomes } = await read(!options.skipBadRows);
  // If something is wrong with a text file, the message comes from reading it as a whole.
  if (reading.isTextCut && outcomes.some(isFailure)) ({ reading, outcomes } = await read(false));
  const found = requireFound(outcomes, replicas.rank);
  if (replicas.rank !== 0) return null;
  const others = found.slice(1).map(({ part }) => part);
  mergeSums(reading, others);
  return resultOf(options, found, reading);
}

/** Says each sentence once. */
function once(say: Say): Say {
  const said = new Set<string>();
  return (sentence) => {
    if (!said.has(sentence)) say(sentence);
    said.add(sentence);
  };
}

interface PortionWork extends Omit<Work, "largeBytes" | "note"> {
  readonly largeBytes?: number;
  readonly say: Say;
}

/** Reads the portion of a process. */
export async function readPortion(
  { say, largeBytes = usuallyLarge, ...work }: PortionWork,
  files: readonly InputFile[] | DataError,
  mayCutText = !work.options.skipBadRows,
): Promise<{ reading: Reading; outcome: Found | Failure }> {
  const { rank, isApart } = work.replicas;
  const note = rank === 0 || isApart ? say : () => undefined;
  const reading = new Reading({ ...work, largeBytes, note });
  return { reading, outcome: await reading.run(files, mayCutText) };
}

/**
 * Finds the files, or returns the error, which the other processes must learn. The first process
 * prints warnings.
 */
export async function findInputs(
  session: Session,
  options: ScoreOptions,
  { rank, size, isApart }: Replicas,
  say: Say,
): Promise<InputFile[] | DataError> {
  try {
    if (size > 1 && [...options.files, ...(options.join?.labels ?? [])].includes("-")) {
      refuseUsage("FILE", "be files, where several processes score together", "standard input");
    }
    const sayFirst = rank === 0 || isApart ? say : undefined;
    const files = await findFiles(options.files, session, sayFirst);
    for (const file of await findFiles(options.join?.labels ?? [], session, sayFirst))
      files.push({ ...file, holdsLabels: true });
    requireOtherFile("--report", options.report, files);
    requireOtherFile("--partial", options.partial, files);
    return files;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

/** The result of what all processes found, with the sums of all. */
export function resultOf(
  options: ScoreOptions,
  outcomes: readonly Found[],
  { tallies, moments, groups, clusters }: PartSums,
): ScoreResult {
  const { files } = outcomes[0]!;
  const parts = outcomes.map(({ part }) => part);
  const bad = mergeBad(parts, mostListed);
  const total = tallies.total();
  if (total.sums.count === 0) {
    const skipped = bad.count > 0 ? `, with ${bad.count} bad ones skipped` : "";
    refuseData("the files", "hold rows", `none in ${files.map(show).join(", ")}${skipped}`);
  }
  const losses = new Losses(options.loss);
  // They take a while, and only these outputs have them.
  const hasCurves = options.report !== null || options.format === "json";
  const errors = new LossErrors(termsOf(moments, groups, clusters), clusters !== null);
  return {
    options: options.loss,
    files,
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
    likelyCluster: parts.find(({ likely }) => likely !== null)?.likely ?? null,
    likelyMistake: likelyMistake(mergeLooks(parts.map(({ look }) => look)), total.sums.count),
    joined: parts.find(({ joined }) => joined !== null)?.joined ?? null,
    weighted:
      options.columns?.weight !== undefined || (options.columns === null && files.length === 3),
    total: measuresOf(total, losses, errors.total()),
    curves: hasCurves ? curvesOf(total.points(), rowsOfEqualWeight(moments), options.loss) : null,
    reliability: reliabilityBins(total.sums),
    histogram: classHistogram(total.sums),
    by: groupColumns(options),
    every: options.columns?.time?.every ?? null,
    groups: groups === null ? [] : groupResults(talliedGroups(tallies, groups), losses, errors),
    show: options.columns?.show ?? [],
    worst: mergeWorst(parts, options.worst),
    concentration: tallies.concentration(),
    bad,
  };
}

/** One after the other, since a tally keeps its rows in their order. */
function* talliedGroups(tallies: Tallies, groups: GroupIndex): Generator<TalliedGroup> {
  for (let number = 0; number < tallies.size; number++)
    yield { values: groups.valuesOf(number), tally: tallies.group(number), number };
}
