// bce score, from files to the result.

import type { Session } from "../duckdb/session.js";
import { refuseData, refuseUsage, show } from "../errors.js";
import type { Source } from "../input/batch.js";
import { type ColumnNames, checkColumns } from "../input/columns.js";
import { findFiles, type InputFile } from "../input/files.js";
import { GroupIndex } from "../input/group-index.js";
import { guard } from "../input/guard.js";
import { npySource } from "../input/npy-source.js";
import { openTable } from "../input/table.js";
import { tableSource } from "../input/table-source.js";
import type { ScoreOptions } from "../options/score-options.js";
import type { Progress } from "../output/progress.js";
import { requireOtherFile } from "../output/write-whole.js";
import { BadRows } from "./bad-rows.js";
import { type Group, measure, type ScoreResult, type WorstRowResult } from "./result.js";
import { Scorer } from "./scorer.js";

export async function runScore(session: Session, options: ScoreOptions, progress: Progress): Promise<ScoreResult> {
  const files = await findFiles(options.files, session);
  requireOtherFile("--report", options.report, files);
  const groups = options.by.length > 0 ? new GroupIndex(options.by) : null;
  const bad = new BadRows(options.loss.fromLogits, options.skipBadRows);
  const scorer = new Scorer(options.loss, options.worst);
  const sources = await openSources(session, files, options, groups);
  progress.begin(sources.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const source of sources) await readSource(source, scorer, bad, progress);
  const total = scorer.total();
  progress.end();
  if (total.moments.count === 0) {
    const skipped = bad.count > 0 ? `, with ${bad.count} bad ones skipped` : "";
    refuseData("the files", "hold rows", `none in ${files.map(({ name }) => show(name)).join(", ")}${skipped}`);
  }
  return {
    options: options.loss,
    files: files.map(({ name }) => name),
    weighted: options.columns?.weight !== undefined || (options.columns === null && files.length === 3),
    total: measure(total, options.loss),
    reliability: total.reliability.bins(),
    histogram: total.reliability.histogram(),
    by: options.by,
    groups: groups === null ? [] : groupResults(scorer, groups, options),
    worst: await worstRows(scorer, sources),
    concentration: scorer.concentration.curve(),
    bad: { count: bad.count, listed: bad.listed },
  };
}

async function openSources(session: Session, files: readonly InputFile[], options: ScoreOptions, groups: GroupIndex | null) {
  const isNpy = ({ format }: InputFile) => format === "npy";
  if (files.some(isNpy)) {
    if (!files.every(isNpy)) refuseUsage("FILE", "be tables, or .npy files alone", "some of each");
    if (options.columns !== null || groups !== null) {
      refuseUsage(
        "--label, --prediction, --weight and --by",
        "not be given with .npy files",
        "one",
        "Their order says which is which: labels, predictions, weights.",
      );
    }
    return [guard(npySource(files), files)];
  }
  const columns: ColumnNames =
    options.columns ?? refuseUsage("--label and --prediction", "name the columns", "nothing", `There is help: bce score --help`);
  const sources: Source[] = [];
  for (const file of files) {
    const table = await openTable(session, file);
    checkColumns(table, columns);
    sources.push(guard(tableSource(session, table, columns, groups, options.skipBadRows), [file]));
  }
  return sources;
}

async function readSource(source: Source, scorer: Scorer, bad: BadRows, progress: Progress): Promise<void> {
  scorer.beginSource();
  bad.begin(source);
  for await (const batch of source.batches()) {
    for (const row of scorer.add(batch)) await bad.add(row);
    progress.rows(batch.count);
  }
  await bad.end();
  progress.finished(source.bytes);
}

function groupResults(scorer: Scorer, groups: GroupIndex, { loss }: ScoreOptions): Group[] {
  // A group whose rows were all skipped has no tally, or an empty one.
  const found = scorer.tallies.map((tally, group) => ({ tally, values: groups.valuesOf(group) }));
  return found
    .filter(({ tally }) => tally.moments.count > 0)
    .map(({ tally, values }) => ({ values, measures: measure(tally, loss) }))
    .sort((a, b) => compareValues(a.values, b.values));
}

/** Numbers by size, the rest by code unit, what is missing last. */
function compareValues(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i]!;
    if (left === right) continue;
    if (left === null || right === null) return left === null ? 1 : -1;
    const difference = Number(left) - Number(right);
    if (left.trim() !== "" && right.trim() !== "" && difference !== 0 && !Number.isNaN(difference)) return difference;
    return left < right ? -1 : 1;
  }
  return 0;
}

async function worstRows(scorer: Scorer, sources: readonly Source[]): Promise<WorstRowResult[]> {
  const rows = scorer.worst.rows();
  const lines = new Map<number, readonly (number | null)[] | null>();
  for (const [index, source] of sources.entries()) {
    const wanted = rows.filter((row) => row.source === index).map(({ row }) => row);
    if (wanted.length > 0) lines.set(index, await source.linesOf(wanted));
  }
  const next = new Map<number, number>();
  return rows.map(({ source, row, label, prediction, weight, loss }) => {
    const at = next.get(source) ?? 0;
    next.set(source, at + 1);
    return { file: sources[source]!.name, row, line: lines.get(source)?.[at] ?? null, label, prediction, weight, loss };
  });
}
