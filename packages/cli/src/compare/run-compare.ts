// bce compare, from two files to the result.

import type { Session } from "../duckdb/session.js";
import { refuseUsage, show } from "../errors.js";
import { type ColumnNames, checkColumns, requireColumn } from "../input/columns.js";
import { copyFor, explain } from "../input/explain.js";
import { findFiles, type Say } from "../input/files.js";
import { findClasses } from "../input/find-classes.js";
import { isTable } from "../input/format.js";
import { guarded } from "../input/guard.js";
import type { InputFile } from "../input/input-file.js";
import { isSameOrigin, requireOtherFile } from "../input/other-file.js";
import { openTable } from "../input/table.js";
import type { Table } from "../input/table-type.js";
import { mostRanked } from "../metrics/rankings.js";
import type { CompareOptions } from "../options/compare-options.js";
import type { Progress } from "../progress.js";
import { howOf } from "../score/how-of.js";
import { indexesBy } from "../score/indexes.js";
import { alone } from "../score/replicas.js";
import { addHere } from "../score/scorer.js";
import { addInThread, usuallyLarge } from "../score/tally-thread/tally-thread.js";
import { TimeCheck } from "../score/time-check.js";
import { BadPairs } from "./bad-pairs.js";
import { Comparison } from "./comparison.js";
import { pairs, sideSource } from "./pairs.js";
import type { CompareResult, Found } from "./result.js";
import type { Side } from "./side.js";
import { compareUnpaired } from "./unpaired.js";
import type { CompareWork } from "./work.js";

export async function runCompare(
  session: Session,
  options: CompareOptions,
  progress: Progress,
  say: Say = () => undefined,
  largeBytes = usuallyLarge,
): Promise<CompareResult> {
  // One by one: A and B may be the same file, with other predictions.
  const files: InputFile[] = [];
  for (const file of options.files) files.push(...(await findFiles([file], session, say)));
  if (files.length !== 2) refuseUsage("FILE", "be two files", `${files.length}`);
  requireOtherFile("--report", options.report, files);
  for (let sides = await openSides(session, files as [InputFile, InputFile], options, say); ; ) {
    try {
      return await compare(session, sides, options, progress, largeBytes);
    } catch (error) {
      sides = await copiesOf(sides, error);
    }
  }
}

async function compare(
  session: Session,
  sides: readonly [Side, Side],
  options: CompareOptions,
  progress: Progress,
  largeBytes: number,
): Promise<CompareResult> {
  const files = sides.map(({ table }) => table.file);
  const { by, cluster, time } = options.a;
  const indexes = indexesBy(by, cluster);
  const times = new TimeCheck(time, by, indexes.groups);
  progress.begin(files.reduce((sum, { bytes }) => sum + bytes, 0));
  const work = { session, sides, options, indexes, times, progress, largeBytes };
  const found = await (options.unpaired ? compareUnpaired : comparePairs)(work);
  const [a, b] = [files[0]!, files[1]!];
  return { files: [a.name, b.name], isOneFile: isSameOrigin(a, b), ...found };
}

async function comparePairs(work: CompareWork): Promise<Found> {
  const { sides, options, indexes, largeBytes } = work;
  const bytes = sides.reduce((sum, { table }) => sum + table.file.bytes, 0);
  const isWorthIt = bytes >= largeBytes && alone.cores > 1;
  // Started first, so that the files are read while the threads start.
  const comparison = new Comparison(options, indexes, isWorthIt ? addInThread : addHere);
  try {
    if (areMany(sides, options)) comparison.expectMany();
    return await addPairs(work, comparison);
  } finally {
    comparison.close();
  }
}

/** Whether more pairs will be ranked than can be ranked exactly, if none is bad. */
function areMany(sides: readonly [Side, Side], { a, skipBadRows }: CompareOptions): boolean {
  const areAllRanked = a.by.length === 0 && a.weight === undefined && !skipBadRows;
  return areAllRanked && sides.every(({ table }) => table.rows > mostRanked);
}

async function addPairs(work: CompareWork, comparison: Comparison): Promise<Found> {
  const { session, sides, options, indexes, times, progress } = work;
  const bad = new BadPairs(session, sides, options);
  const files = sides.map(({ table }) => table.file);
  const sourceA = sideSource(session, sides[0], options);
  for await (const batch of guarded(files, pairs(session, sides, options, indexes))) {
    for (const suspect of comparison.add(batch)) await bad.add(suspect);
    await times.add(batch.groups, (i) => batch.rowsA[i]!, sourceA);
    progress.rows(batch.count);
  }
  await bad.end();
  progress.end();
  return {
    ...(await comparison.result(bad.count)),
    badRows: { count: bad.count, listed: bad.listed },
  };
}

async function openSides(
  session: Session,
  [a, b]: readonly [InputFile, InputFile],
  options: CompareOptions,
  say: Say,
): Promise<[Side, Side]> {
  const tables = [
    await openSide(session, a, options.a, options, say),
    await openSide(session, b, options.b, options, say),
  ] as const;
  const labels = tables.map((table) => ({ table, label: options.a.label }));
  const classes =
    options.positive === null ? null : await findClasses(session, labels, options.positive);
  return [
    { table: tables[0], names: options.a, classes },
    { table: tables[1], names: options.b, classes },
  ];
}

async function openSide(
  session: Session,
  file: InputFile,
  names: ColumnNames,
  options: CompareOptions,
  say: Say,
): Promise<Table> {
  const { on } = options;
  if (!isTable(file))
    refuseUsage("FILE", "be a table", `an .${file.format} file, ${show(file.name)}`);
  const table = await openTable(session, file, howOf(options, [names], on, say));
  checkColumns(table, names);
  for (const name of on) requireColumn(table, "--on", name);
  return table;
}

/**
 * Opens the sides again, if the error may come from mixed line ends.
 * @throws DataError with what the error means, if not.
 */
async function copiesOf(sides: readonly [Side, Side], error: unknown): Promise<[Side, Side]> {
  const [a, b] = [await copyFor(sides[0].table, error), await copyFor(sides[1].table, error)];
  if (a === null && b === null) {
    const named = sides.find(
      ({ table }) => error instanceof Error && error.message.includes(table.file.path),
    );
    await explain((named ?? sides[0]).table.file, error);
  }
  return [
    { ...sides[0], table: a ?? sides[0].table },
    { ...sides[1], table: b ?? sides[1].table },
  ];
}
