// From the FILE arguments to a list of files: folders and patterns are expanded, standard input becomes a file.

import { createWriteStream, type Stats, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { literal } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { refuseData, refuseUsage, show } from "../errors.js";
import { type Compression, compressionOf, type Format, formatOfHead, formatOfName, headOf, knownEndings } from "./format.js";

export interface InputFile {
  readonly path: string;
  /** How messages and reports call it. */
  readonly name: string;
  readonly format: Format;
  readonly compression: Compression;
  readonly bytes: number;
}

/** The files that arguments name, in order; those of folders and patterns sorted by name. */
export async function findFiles(args: readonly string[], session: Session): Promise<InputFile[]> {
  const found: InputFile[] = [];
  for (const arg of args) {
    if (arg === "-") found.push(await spool(session.folder));
    else found.push(...(await expand(arg, session)));
  }
  return found;
}

async function expand(arg: string, session: Session): Promise<InputFile[]> {
  const stats = statOf(arg);
  if (stats?.isDirectory()) return filesIn(arg);
  if (stats) return [describeFile(arg, stats)];
  if (/[*?[]/.test(arg)) return matches(session, arg);
  return refuseUsage("FILE", "exist", show(arg));
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return refuseUsage("FILE", "be a path that can be read", `${show(path)} (${(error as NodeJS.ErrnoException).code})`);
  }
}

async function filesIn(folder: string): Promise<InputFile[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names.filter((name) => isTable(name)).map((name) => join(folder, name));
  if (paths.length > 0) return paths.sort().map((path) => describeFile(path, statSync(path)));
  return refuseData("a folder", `hold files that end in ${knownEndings}`, `none in ${show(folder)}`);
}

function isTable(name: string): boolean {
  const format = formatOfName(name);
  return format !== undefined && format !== "npy" && !basename(name).startsWith(".");
}

async function matches({ connection }: Session, pattern: string): Promise<InputFile[]> {
  const rows = await connection.rows(`SELECT file FROM glob(${literal(pattern)}) ORDER BY file`);
  if (rows.length > 0) return rows.map(([path]) => describeFile(path!, statSync(path!)));
  return refuseUsage("FILE", "exist", `a pattern that matches no file, ${show(pattern)}`);
}

function describeFile(path: string, stats: Stats, name = path): InputFile {
  if (!stats.isFile()) refuseUsage("FILE", "be a file or a folder", show(path), "Pass - for standard input.");
  if (stats.size === 0) refuseData("a file", "hold rows", `an empty one, ${show(name)}`);
  let head: Uint8Array;
  try {
    head = headOf(path);
  } catch (error) {
    return refuseUsage("FILE", "be a file that can be read", `${show(name)} (${(error as NodeJS.ErrnoException).code})`);
  }
  const format = (name === path ? formatOfName(path) : undefined) ?? formatOfHead(head);
  return { path, name, format, compression: compressionOf(head), bytes: stats.size };
}

/** Standard input as a file: what is read more than once, for its columns and for its rows, has to be one. */
async function spool(folder: string): Promise<InputFile> {
  const path = join(folder, "standard-input");
  await pipeline(process.stdin, createWriteStream(path));
  return describeFile(path, statSync(path), "standard input");
}
