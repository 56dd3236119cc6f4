// From the FILE arguments to a list of files: folders and patterns are expanded, standard input
// becomes a file, and a file that has several names is read once.

import { type BigIntStats, readdirSync, statSync } from "node:fs";
import { literal } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { refuseData, refuseUsage, show } from "../errors.js";
import { describeFile } from "./describe-file.js";
import { filesIn, identity, type Look, type Repeat } from "./folder.js";
import { knownEndings, unpackedName } from "./format.js";
import { type InputFile, refuseUnreadable } from "./input-file.js";
import { refuseAddress } from "./remote.js";
import { similarFile } from "./similar-file.js";
import { redirectedInput, spool } from "./spool.js";

/** A path that an argument leads to. */
interface Candidate {
  /** `-` for standard input. */
  readonly path: string;
  /** Whether a link leads there, or standard input. */
  readonly isLinked: boolean;
  readonly stats: BigIntStats | undefined;
}

/** Prints a sentence on standard error. */
export type Say = (sentence: string) => void;

/**
 * The files that arguments name, in order; those of folders and patterns are sorted by name. A file
 * that is named again, even by a link, is returned once, and `say` reports it.
 */
export async function findFiles(
  args: readonly string[],
  session: Session,
  say: Say = () => undefined,
): Promise<InputFile[]> {
  const found: Candidate[] = [];
  for (const arg of args)
    found.push(
      ...(arg === "-"
        ? [{ path: arg, isLinked: true, stats: redirectedInput() }]
        : await expand(arg, session, say)),
    );
  const [once, repeats] = withoutRepeats(found);
  sayRepeats(repeats, say);
  sayPacked(once, say);
  const files: InputFile[] = [];
  for (const one of once)
    files.push(
      one.path === "-" ? await spool(session) : await describeFile(one.path, one.stats, session),
    );
  return files;
}

/**
 * Keeps the first name of each file, or the first that is not a link. .npy files stay, since their
 * order gives their meaning.
 */
function withoutRepeats(found: readonly Candidate[]): [once: Candidate[], repeats: Repeat[]] {
  const once: Candidate[] = [];
  const places = new Map<string, number>();
  const repeats: Repeat[] = [];
  for (const one of found) {
    const key =
      one.stats === undefined || one.path.toLowerCase().endsWith(".npy")
        ? undefined
        : identity(one.stats);
    const place = key === undefined ? undefined : places.get(key);
    if (key !== undefined && place === undefined) places.set(key, once.length);
    if (place === undefined) {
      once.push(one);
      continue;
    }
    const before = once[place]!;
    const isBetter = before.isLinked && !one.isLinked;
    if (isBetter) once[place] = one;
    const [first, again] = isBetter ? [one, before] : [before, one];
    repeats.push({ path: again.path, first: first.path });
  }
  return [once, repeats];
}

/** Number of repeats to name. */
const mostSaid = 3;

function sayRepeats(repeats: readonly Repeat[], say: Say): void {
  const named = (path: string) => (path === "-" ? "standard input" : show(path));
  for (const { path, first } of repeats.slice(0, mostSaid)) {
    say(
      path === first
        ? `${named(path)} is named again, and counted once.`
        : `${named(path)} is ${named(first)} again, and counted once.`,
    );
  }
  if (repeats.length > mostSaid)
    say(`${repeats.length - mostSaid} more files have several names, and are counted once.`);
}

/** A file beside its packed copy counts twice, since only their names say that they may be one. */
function sayPacked(files: readonly Candidate[], say: Say): void {
  const paths = new Set(files.map(({ path }) => path));
  const packed = [...paths].filter((path) => {
    const unpacked = unpackedName(path);
    return unpacked !== path && paths.has(unpacked);
  });
  const [first, ...others] = packed;
  if (first === undefined) return;
  const more = others.length > 0 ? ` So may ${others.length} more files.` : "";
  say(`${show(first)} may be a packed copy of the file beside it: both are counted.${more}`);
}

async function expand(arg: string, session: Session, say: Say): Promise<readonly Candidate[]> {
  refuseAddress(arg);
  const stats = look.stat(arg);
  if (stats?.isDirectory()) return expandFolder(arg, say);
  if (stats) return [{ path: arg, isLinked: false, stats }];
  if (/[*?[]/.test(arg)) return matches(session, arg);
  return refuseUsage("FILE", "exist", show(arg), similarFile(arg));
}

function expandFolder(folder: string, say: Say): readonly Candidate[] {
  const { files, unread, repeats } = filesIn(folder, look);
  const kinds =
    unread.length > 0 ? `, and ${unread.length} of other kinds such as ${show(unread[0])}` : "";
  if (files.length === 0)
    refuseData(
      "a folder",
      `hold files that end in ${knownEndings}`,
      `none in ${show(folder)}${kinds}`,
    );
  sayRepeats(repeats, say);
  if (unread.length > 0) {
    const others = unread.length > 1 ? ` and ${unread.length - 1} more of such kinds are` : " is";
    say(
      `${show(unread[0])}${others} not read: folders are searched only for files that end in ${knownEndings}.`,
    );
  }
  return files;
}

const look: Look = {
  stat(path) {
    try {
      return statSync(path, { bigint: true, throwIfNoEntry: false });
    } catch (error) {
      return refuseUnreadable(path, error);
    }
  },
  list(path) {
    try {
      return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      return refuseUnreadable(path, error);
    }
  },
};

async function matches(session: Session, pattern: string): Promise<Candidate[]> {
  const rows = await session.connection.rows(
    `SELECT file FROM glob(${literal(pattern)}) ORDER BY file`,
  );
  if (rows.length > 0)
    return rows.map(([path]) => ({ path: path!, isLinked: false, stats: look.stat(path!) }));
  return refuseUsage("FILE", "exist", `a pattern that matches no file, ${show(pattern)}`);
}
