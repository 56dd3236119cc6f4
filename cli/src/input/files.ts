// From the FILE arguments to a list of files: folders and patterns are expanded, standard input becomes a file.

import { type BigIntStats, createWriteStream, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { literal } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { refuseData, refuseUsage, show } from "../errors.js";
import { type Compression, compressionOf, type Format, formatOfHead, formatOfName, headOf, knownEndings } from "./format.js";
import { type Stamp, stampOf } from "./stamp.js";

export interface InputFile {
  readonly path: string;
  /** How messages and reports call it. */
  readonly name: string;
  readonly format: Format;
  readonly compression: Compression;
  readonly bytes: number;
  /** Of the moment when it was opened. */
  readonly stamp: Stamp;
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
  if (stats) return [describeFile(arg)];
  if (/[*?[]/.test(arg)) return matches(session, arg);
  return refuseUsage("FILE", "exist", show(arg));
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    return refuseUnreadable(path, error);
  }
}

function refuseUnreadable(path: string, error: unknown): never {
  return refuseUsage("FILE", "be a path that can be read", `${show(path)} (${(error as NodeJS.ErrnoException).code})`);
}

async function filesIn(folder: string): Promise<InputFile[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) =>
    refuseUnreadable(error.path ?? folder, error),
  );
  const found = names.filter((name) => isTable(name)).map((name) => join(folder, name));
  // What a cluster wrote as a table is a folder that is named like a file, and is searched as well.
  const paths = found.filter((path) => !statOf(path)?.isDirectory());
  if (paths.length > 0) return paths.sort().map((path) => describeFile(path));
  return refuseData("a folder", `hold files that end in ${knownEndings}`, `none in ${show(folder)}`);
}

function isTable(name: string): boolean {
  const format = formatOfName(name);
  return format !== undefined && format !== "npy" && !basename(name).startsWith(".");
}

async function matches(session: Session, pattern: string): Promise<InputFile[]> {
  const rows = await session.connection.rows(`SELECT file FROM glob(${literal(pattern)}) ORDER BY file`);
  if (rows.length > 0) return rows.map(([path]) => describeFile(path!));
  return refuseUsage("FILE", "exist", `a pattern that matches no file, ${show(pattern)}`);
}

function describeFile(path: string, name = path): InputFile {
  // In a folder a link may lead nowhere.
  const stats = statOf(path) ?? refuseUsage("FILE", "exist", show(name));
  if (!stats.isFile()) refuseUsage("FILE", "be a file or a folder", show(path), "Pass - for standard input.");
  if (stats.size === 0n) refuseData("a file", "hold rows", `an empty one, ${show(name)}`);
  let head: Uint8Array;
  try {
    head = headOf(path);
  } catch (error) {
    return refuseUnreadable(name, error);
  }
  const format = (name === path ? formatOfName(path) : undefined) ?? formatOfHead(head);
  const compression = compressionOf(head);
  if (compression === "none" && format !== "parquet" && format !== "npy") requireUtf8(name, head, format);
  return { path, name, format, compression, bytes: Number(stats.size), stamp: stampOf(stats) };
}

/** What the first bytes say of the encoding. Later ones are DuckDB's to check. */
function requireUtf8(name: string, head: Uint8Array, format: Format): void {
  const zeros = head.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  const isMarked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isMarked || zeros > head.length / 4) {
    refuseData(show(name), "be text in UTF-8", "what looks like UTF-16 or no text", "UTF-16 becomes UTF-8 with iconv -f UTF-16 -t UTF-8.");
  }
  if (/^\s*\[\s*\{/.test(Buffer.from(head.subarray(0, 100)).toString("latin1"))) {
    refuseData(show(name), "be one JSON object a line", "a list of them", "A list becomes lines with jq -c '.[]'.");
  }
  if (format === "ndjson" && head[0] === 0xef)
    refuseData(show(name), "begin with a brace", "a byte order mark", "Remove its first three bytes.");
}

/** What a temporary folder has no room for. */
const noRoom: readonly (string | undefined)[] = ["ENOSPC", "EDQUOT", "EFBIG"];

/** Standard input as a file: what is read more than once, for its columns and for its rows, has to be one. */
async function spool(folder: string): Promise<InputFile> {
  const path = join(folder, "standard-input");
  try {
    await pipeline(process.stdin, createWriteStream(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!noRoom.includes(code)) throw error;
    refuseData("standard input", "fit into the temporary folder", `no more room there (${code})`, "Set TMPDIR to a folder with more.");
  }
  return describeFile(path, "standard input");
}
