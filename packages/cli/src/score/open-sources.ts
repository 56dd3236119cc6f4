// Opens the sources of this process's portion of the files. The two classes are looked up in all
// files, since they must be the same for all processes.

import type { Session } from "../duckdb/session.js";
import { refuseUsage, seeHelp, show } from "../errors.js";
import { columnsOfArray, hasColumns } from "../input/array-columns.js";
import type { Source } from "../input/batch.js";
import type { Classes } from "../input/classes.js";
import { type ColumnNames, checkColumns } from "../input/columns.js";
import { columnsIn } from "../input/columns-in.js";
import { findClasses } from "../input/find-classes.js";
import { isTable } from "../input/format.js";
import type { GroupIndex } from "../input/group-index.js";
import { guard } from "../input/guard.js";
import type { How } from "../input/how.js";
import type { InputFile } from "../input/input-file.js";
import { classesOfArrays, npySource, ofPositiveClass } from "../input/npy-source.js";
import { unpackArrays } from "../input/npz.js";
import { isSameOrigin } from "../input/other-file.js";
import { openTable } from "../input/table.js";
import { tableSource } from "../input/table-source.js";
import type { Table } from "../input/table-type.js";
import { pairNames, type ScoreOptions } from "../options/score-options.js";
import { howOf } from "./how-of.js";
import { joinedSource } from "./join/joined-source.js";
import { joinOf, openSides } from "./join/sides.js";
import type { Opened } from "./likely-cluster.js";
import { ofGroup, ofPair } from "./pair-source.js";
import { isNpy, type Portion } from "./portion.js";
import { partOfArrays, partOfTable, type SourcePart } from "./source-part.js";

export interface Sources {
  /** By their number among all. */
  readonly sources: ReadonlyMap<number, Source | SourcePart>;
  /** The two classes of --positive; null without it. */
  readonly classes: Classes | null;
  /** The first file, if it is a table of which this process reads the beginning. */
  readonly first?: Opened | null;
}

/** @param at Told the number of each file before it is opened. */
export async function openSources(
  session: Session,
  options: ScoreOptions,
  files: readonly InputFile[],
  portion: Portion,
  { groups, clusters }: { groups: GroupIndex | null; clusters: GroupIndex | null },
  at: (source: number) => void,
  note: (sentence: string) => void,
): Promise<Sources> {
  const { pairs, join, skipBadRows: lenient } = options;
  const work = { session, options, how: howOf(options, pairs, [], note), at };
  if (join !== null && pairs.length > 0) return openJoined(work, files, portion, groups, clusters);
  if (join !== null && files.every(isNpy)) {
    const remedy = "Without names they come by their order: bce score LABELS.npy PREDICTIONS.npy.";
    refuseUsage("--labels", "come with --label and --prediction", "arrays alone", remedy);
  }
  if (join === null && files.some(isNpy) && !(await haveColumns(files, options)))
    return openArrays(options, files, portion, note);
  if (pairs.length === 0) {
    const remedy = (await columnsIn(session, files[0]?.path)) || seeHelp("bce score");
    refuseUsage("--label and --prediction", "name the columns", "nothing", remedy);
  }
  const opened = await openFiles(work, files, portion);
  const classes = await classesOf(work, opened);
  const sources = new Map<number, Source | SourcePart>();
  for (const [index, share] of portion.shares) {
    at(index);
    const file = files[index]!;
    for (const [pair, names] of pairs.entries()) {
      const constants = constantsOf(options, pair);
      const sourceOf = (table: Table) =>
        tableSource(session, table, { names, groups, clusters, constants, lenient, classes });
      const arrays = opened.arrays.get(index)?.[pair];
      const source =
        arrays === undefined
          ? await partOfTable(session, opened.tables.get(index)!, share, portion, sourceOf)
          : guard(ofGroup(npySource(arrays, classes, file.name), groups, constants), [file]);
      sources.set(index * pairs.length + pair, ofPair(source, constants[0]));
    }
  }
  const table = portion.shares.get(0)?.from === 0 ? opened.tables.get(0) : undefined;
  return { sources, classes, first: table ? { table, names: pairs[0]!, classes } : null };
}

interface OpenWork {
  readonly session: Session;
  readonly options: ScoreOptions;
  readonly how: How;
  readonly at: (source: number) => void;
}

/** What tells the rows of a pair from those of others. */
const constantsOf = (options: ScoreOptions, pair: number): readonly string[] => {
  const names = pairNames(options);
  return names === null ? [] : [names.values[pair]!];
};

/** Predictions and labels, joined, are one source for each pair. */
async function openJoined(
  { session, options, how, at }: OpenWork,
  files: readonly InputFile[],
  { shares }: Portion,
  groups: GroupIndex | null,
  clusters: GroupIndex | null,
): Promise<Sources> {
  if (!shares.has(0)) return { sources: new Map(), classes: null };
  at(0);
  const labels = files.filter((file) => file.holdsLabels);
  const predictions = files.filter((file) => !file.holdsLabels);
  const opened = await openSides(session, options, how, { predictions, labels });
  const joins = options.pairs.map((names) => joinOf(opened, names, options));
  const columns = options.pairs.flatMap(({ label }) =>
    opened.labels.map((table) => ({ table, label })),
  );
  const classes =
    options.positive === null ? null : await findClasses(session, columns, options.positive);
  const sources = joins.map((join, pair) => {
    const constants = constantsOf(options, pair);
    const source = joinedSource(session, join, { groups, clusters }, classes, constants, options);
    return [pair, ofPair(guard(source, files), constants[0])] as const;
  });
  return { sources: new Map(sources), classes };
}

/** Files by their number among all: tables, and the arrays of .npz files for each pair. */
interface OpenFiles {
  readonly tables: ReadonlyMap<number, Table>;
  readonly arrays: ReadonlyMap<number, readonly (readonly InputFile[])[]>;
}

/** Whether what is asked for needs columns beside the numbers. */
const ofTables = ({ byFile, cluster, show }: ColumnNames) =>
  byFile || cluster !== undefined || (show ?? []).length > 0;

/** Opens the files of the portion; all files, if the classes of all labels are needed. */
async function openFiles(
  { session, options: { positive, pairs, percent: isPercent }, how, at }: OpenWork,
  files: readonly InputFile[],
  { shares }: Portion,
): Promise<OpenFiles> {
  const tables = new Map<number, Table>();
  const arrays = new Map<number, readonly (readonly InputFile[])[]>();
  for (const [index, file] of files.entries()) {
    if (!shares.has(index) && positive === null) continue;
    at(index);
    if (isTable(file)) {
      const table = await openTable(session, file, how);
      for (const names of pairs) checkColumns(table, names);
      tables.set(index, table);
    } else {
      if (pairs.some(ofTables))
        refuseUsage("--by-file, --cluster and --show", "come with tables", show(file.name));
      const found: InputFile[][] = [];
      for (const names of pairs) {
        const columns = isNpy(file)
          ? await columnsOfArray(file, names)
          : await unpackArrays(session, file, names);
        found.push(columns.map((array, i) => (i === 1 ? { ...array, isPercent } : array)));
      }
      arrays.set(index, found);
    }
  }
  return { tables, arrays };
}

/** Arrays of .npy files, side by side, are one source. */
async function openArrays(
  options: ScoreOptions,
  given: readonly InputFile[],
  { shares }: Portion,
  note: (sentence: string) => void,
): Promise<Sources> {
  checkNpy(given, options);
  const files = await Promise.all(
    given.map((file, i) =>
      i === 1 ? ofPositiveClass({ ...file, isPercent: options.percent }, note) : file,
    ),
  );
  const share = shares.get(0);
  if (share === undefined) return { sources: new Map(), classes: null };
  const classes =
    options.positive === null ? null : await classesOfArrays([files[0]!], options.positive);
  return {
    sources: new Map([[0, await partOfArrays(npySource(files, classes), files, share)]]),
    classes,
  };
}

async function classesOf(
  { session, options: { positive, pairs } }: OpenWork,
  { tables, arrays }: OpenFiles,
): Promise<Classes | null> {
  if (positive === null) return null;
  if (tables.size === 0) {
    const labels = [...arrays.values()].flat().map(([first]) => first!);
    return classesOfArrays(labels, positive);
  }
  const columns = pairs.flatMap(({ label }) =>
    [...tables.values()].map((table) => ({ table, label })),
  );
  return findClasses(session, columns, positive);
}

/** Whether the columns of arrays are named. */
async function haveColumns(
  files: readonly InputFile[],
  { columns }: ScoreOptions,
): Promise<boolean> {
  if (columns === null) return false;
  try {
    for (const file of files.filter(isNpy)) if (!(await hasColumns(file))) return false;
    return true;
  } catch {
    // What is wrong with it is told where it is read.
    return false;
  }
}

function checkNpy(files: readonly InputFile[], { columns }: ScoreOptions): void {
  if (!files.every(isNpy)) refuseUsage("FILE", "be tables, or .npy files alone", "some of each");
  const [labels, predictions] = files;
  if (labels !== undefined && predictions !== undefined && isSameOrigin(labels, predictions)) {
    const expected = "be another one than the first, which holds the labels";
    refuseUsage("the second .npy file", expected, show(predictions.name));
  }
  if (columns === null) return;
  const remedy = "Their order says which is which: labels, predictions, weights.";
  refuseUsage(
    "--label, --prediction, --weight and --by",
    "not be given with .npy files",
    "one",
    remedy,
  );
}
