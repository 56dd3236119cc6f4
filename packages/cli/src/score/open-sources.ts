// Opens the sources of this process's portion of the files. The two classes are looked up in all
// files, since they must be the same for all processes.

import type { Session } from "../duckdb/session.js";
import { refuseUsage, seeHelp, show } from "../errors.js";
import type { Source } from "../input/batch.js";
import type { Classes } from "../input/classes.js";
import { type ColumnNames, checkColumns } from "../input/columns.js";
import { findClasses } from "../input/find-classes.js";
import { isTable } from "../input/format.js";
import type { GroupIndex } from "../input/group-index.js";
import { guard } from "../input/guard.js";
import type { InputFile, TableFile } from "../input/input-file.js";
import { classesOfArrays, npySource } from "../input/npy-source.js";
import { unpackArrays } from "../input/npz.js";
import { openTable } from "../input/table.js";
import { tableSource } from "../input/table-source.js";
import type { Table } from "../input/table-type.js";
import type { ScoreOptions } from "../options/score-options.js";
import { joinedSource } from "./join/joined-source.js";
import { openJoin } from "./join/sides.js";
import { isNpy, type Portion } from "./portion.js";
import { partOfArrays, partOfTable, type SourcePart } from "./source-part.js";

export interface Sources {
  /** By their number among all. */
  readonly sources: ReadonlyMap<number, Source | SourcePart>;
  /** The two classes of --positive; null without it. */
  readonly classes: Classes | null;
}

/** @param at Told the number of each file before it is opened. */
export async function openSources(
  session: Session,
  options: ScoreOptions,
  files: readonly InputFile[],
  portion: Portion,
  groups: GroupIndex | null,
  at: (source: number) => void,
): Promise<Sources> {
  if (options.join !== null) return openJoined(session, options, files, portion, groups, at);
  if (files.some(isNpy)) return openArrays(options, files, portion);
  const names: ColumnNames =
    options.columns ??
    refuseUsage("--label and --prediction", "name the columns", "nothing", seeHelp("bce score"));
  const opened = await openFiles(session, options, files, names, portion, at);
  const classes = await classesOf(session, options, names, opened);
  const { skipBadRows: lenient } = options;
  const sourceOf = (table: Table) =>
    tableSource(session, table, { names, groups, lenient, classes });
  const sources = new Map<number, Source | SourcePart>();
  for (const [index, share] of portion.shares) {
    at(index);
    const file = files[index]!;
    const arrays = opened.arrays.get(index);
    const source =
      arrays === undefined
        ? await partOfTable(session, opened.tables.get(index)!, share, portion, sourceOf)
        : guard(npySource(arrays, classes, file.name), [file]);
    sources.set(index, source);
  }
  return { sources, classes };
}

/** Files by their number among all: tables, and the arrays of .npz files. */
interface OpenFiles {
  readonly tables: ReadonlyMap<number, Table>;
  readonly arrays: ReadonlyMap<number, readonly InputFile[]>;
}

/** Opens the files of the portion; all files, if the classes of all labels are needed. */
async function openFiles(
  session: Session,
  { positive }: ScoreOptions,
  files: readonly InputFile[],
  names: ColumnNames,
  { shares }: Portion,
  at: (source: number) => void,
): Promise<OpenFiles> {
  const tables = new Map<number, Table>();
  const arrays = new Map<number, readonly InputFile[]>();
  for (const [index, file] of files.entries()) {
    if (!shares.has(index) && positive === null) continue;
    at(index);
    if (isTable(file)) tables.set(index, await openColumns(session, file, names));
    else arrays.set(index, await unpackArrays(session, file, names));
  }
  return { tables, arrays };
}

/** Predictions and labels, joined, are one source. */
async function openJoined(
  session: Session,
  options: ScoreOptions,
  files: readonly InputFile[],
  { shares }: Portion,
  groups: GroupIndex | null,
  at: (source: number) => void,
): Promise<Sources> {
  if (!shares.has(0)) return { sources: new Map(), classes: null };
  at(0);
  const labels = files.filter((file) => file.holdsLabels);
  const predictions = files.filter((file) => !file.holdsLabels);
  const join = await openJoin(session, options, { predictions, labels });
  const { name } = join.label;
  const columns = join.sides.labels.tables.map((table) => ({ table, label: name }));
  const classes =
    options.positive === null ? null : await findClasses(session, columns, options.positive);
  const source = joinedSource(session, join, groups, classes, options);
  return { sources: new Map([[0, guard(source, files)]]), classes };
}

/** Arrays of .npy files, side by side, are one source. */
async function openArrays(
  options: ScoreOptions,
  files: readonly InputFile[],
  { shares }: Portion,
): Promise<Sources> {
  checkNpy(files, options);
  const share = shares.get(0);
  if (share === undefined) return { sources: new Map(), classes: null };
  const classes =
    options.positive === null ? null : await classesOfArrays([files[0]!], options.positive);
  return {
    sources: new Map([[0, await partOfArrays(npySource(files, classes), files, share)]]),
    classes,
  };
}

async function openColumns(session: Session, file: TableFile, names: ColumnNames): Promise<Table> {
  const table = await openTable(session, file);
  checkColumns(table, names);
  return table;
}

async function classesOf(
  session: Session,
  { positive }: ScoreOptions,
  { label }: ColumnNames,
  { tables, arrays }: OpenFiles,
): Promise<Classes | null> {
  if (positive === null) return null;
  if (tables.size === 0) {
    const labels = [...arrays.values()].map(([first]) => first!);
    return classesOfArrays(labels, positive);
  }
  const columns = [...tables.values()].map((table) => ({ table, label }));
  return findClasses(session, columns, positive);
}

function checkNpy(files: readonly InputFile[], { columns }: ScoreOptions): void {
  if (!files.every(isNpy)) refuseUsage("FILE", "be tables, or .npy files alone", "some of each");
  const [labels, predictions] = files;
  if (labels !== undefined && predictions !== undefined && isSame(labels, predictions)) {
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

const isSame = ({ stamp: a }: InputFile, { stamp: b }: InputFile) =>
  a.device === b.device && a.inode === b.inode;
