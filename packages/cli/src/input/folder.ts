// Finds the data files of a folder. A link may lead to a folder that is searched anyway, or back
// up: each folder is searched once, by its own name rather than by that of a link.

import type { BigIntStats, Dirent } from "node:fs";
import { join } from "node:path";
import { refuseData } from "../errors.js";
import { isUnreadData } from "./foreign.js";
import { formatOfName, isTable } from "./format.js";

export interface FolderEntry {
  readonly path: string;
  /** Whether a link leads here. */
  readonly isLinked: boolean;
  readonly stats: BigIntStats | undefined;
}

export interface FolderFiles {
  /** Sorted by name. */
  readonly files: readonly FolderEntry[];
  /** Files that look like data in a format that is not read. */
  readonly unread: readonly string[];
  /** Links to folders that are searched by another name. */
  readonly repeats: readonly Repeat[];
}

/** Two names of one thing, of which only `first` is read. */
export interface Repeat {
  readonly path: string;
  readonly first: string;
}

/** Identifies a file or a folder, whatever its name. */
export function identity({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

/** Reads folders and files. Both methods throw a sentence if access is denied. */
export interface Look {
  /** Follows links; undefined if there is nothing. */
  stat(path: string): BigIntStats | undefined;
  /** What is in a folder, in the order of names. */
  list(path: string): Dirent[];
}

export function filesIn(folder: string, { stat: statOf, list }: Look): FolderFiles {
  const files: FolderEntry[] = [];
  const unread: string[] = [];
  const repeats: Repeat[] = [];
  const seen = new Map<string, string>();
  /** Folders reached only by links wait until all others are searched. */
  const linked: string[] = [];

  const search = (path: string, isLinked: boolean) => {
    const stats = statOf(path);
    if (stats === undefined) return;
    const first = seen.get(identity(stats));
    if (first !== undefined) return void repeats.push({ path, first });
    seen.set(identity(stats), path);
    for (const entry of list(path)) visit(entry, join(path, entry.name), isLinked);
  };
  const visit = (entry: Dirent, path: string, isUnderLink: boolean) => {
    // Hidden files, such as those that editors and notebooks keep.
    if (entry.name.startsWith(".")) return;
    if (entry.name === "_delta_log") refuseDelta(path);
    const isLink = entry.isSymbolicLink();
    const isLinked = isLink || isUnderLink;
    if (entry.isDirectory()) search(path, isLinked);
    else if (isLink && statOf(path)?.isDirectory()) linked.push(path);
    else if (isNamedTable(entry.name)) files.push({ path, isLinked, stats: statOf(path) });
    else if (isUnreadData(entry.name)) unread.push(path);
  };

  search(folder, false);
  for (let next = linked.shift(); next !== undefined; next = linked.shift()) search(next, true);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), unread, repeats };
}

function isNamedTable(name: string): boolean {
  const format = formatOfName(name);
  return format !== undefined && isTable({ format });
}

/** Such a folder also contains files with deleted rows. */
function refuseDelta(path: string): never {
  return refuseData(
    "a folder",
    "hold the files of a table alone",
    `a Delta table, ${JSON.stringify(path)}`,
    "Write its rows as Parquet first.",
  );
}
