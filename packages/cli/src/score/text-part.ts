// Copies a stretch of a text file to a file of its own: the line of names and the records that
// begin in the stretch. This works only if line feeds alone end records, so the file must contain
// neither a quote nor a carriage return without a line feed.

import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Batch } from "../input/batch.js";
import { isDelimited, isText } from "../input/format.js";
import type { InputFile } from "../input/input-file.js";
import { carriageReturn, lineFeed, quote } from "../input/letters.js";
import { delimiterIn, isOddLine } from "../input/odd-text.js";
import { requireUnchanged, stampOf } from "../input/stamp.js";
import type { Share } from "./shares.js";

export interface TextPart {
  readonly path: string;
  readonly share: Share;
  /** How many records it holds. */
  readonly rows: number;
}

const blockBytes = 1 << 20;

/** Whether a file may be split, as far as can be told without reading it. */
export function isCuttableText(file: InputFile): boolean {
  return file.compression === "none" && isText(file);
}

/**
 * Writes the part into a folder, or only counts its rows without one. Returns null if the file should
 * not be split.
 */
export function cutText(
  file: InputFile,
  share: Share,
  folder: string | null,
  columns: readonly string[],
): TextPart | null {
  const input = openSync(file.path, "r");
  const path = folder === null ? "" : join(folder, `part-${share.source}-${share.from}`);
  const output = folder === null ? null : openSync(path, "w");
  try {
    const head = isDelimited(file) ? endOfNames(input, columns) : 0;
    if (head === null) return null;
    if (head > 0 && output !== null) writeSync(output, blockAt(input, 0, head));
    const start = Math.max(head, lineStart(input, share.from, file.bytes));
    const end = Math.max(head, lineStart(input, share.to, file.bytes));
    const rows = copy(input, output, start, end, isDelimited(file));
    return rows === null ? null : { path, share, rows };
  } catch {
    // A full folder or a changed file is reported when the file is read as a whole.
    return null;
  } finally {
    closeSync(input);
    if (output !== null) closeSync(output);
  }
}

function blockAt(file: number, start: number, end: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.min(blockBytes, end - start));
  return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, start));
}

/** Where the records begin: after the first line, if that has all the names. */
function endOfNames(file: number, columns: readonly string[]): number | null {
  const block = blockAt(file, 0, blockBytes);
  const end = block.indexOf(lineFeed) + 1;
  const line = block.toString("utf8", 0, end);
  const isOneLine = end > 0 && line.trim() !== "" && !hasLoneReturn(block.subarray(0, end));
  const isOdd = isOddLine(line.replace("\ufeff", "").trim()) || delimiterIn(line) === null;
  // Numbers may be the names of columns that have none.
  if (isOdd || columns.some((name) => /^\d+$/.test(name))) return null;
  return isOneLine && columns.every((name) => line.includes(name)) ? end : null;
}

/**
 * Whether the bytes contain a carriage return without a line feed after it; one at their end does
 * not count.
 */
function hasLoneReturn(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(carriageReturn); at >= 0 && at < bytes.length - 1; ) {
    if (bytes[at + 1] !== lineFeed) return true;
    at = bytes.indexOf(carriageReturn, at + 1);
  }
  return false;
}

/** The first place, from this one, at which a line begins. */
function lineStart(file: number, from: number, bytes: number): number {
  if (from === 0 || from >= bytes) return Math.min(from, bytes);
  for (let at = from - 1; at < bytes; ) {
    const block = blockAt(file, at, bytes);
    const found = block.indexOf(lineFeed);
    if (found >= 0) return at + found + 1;
    if (block.length === 0) break;
    at += block.length;
  }
  return bytes;
}

/**
 * Copies bytes and counts the lines that are not empty; null if CSV contains something that gives
 * line ends another meaning.
 */
function copy(
  input: number,
  output: number | null,
  start: number,
  end: number,
  isCsv: boolean,
): number | null {
  let [rows, begun, hasReturned] = [0, false, false];
  for (let at = start; at < end; ) {
    const block = blockAt(input, at, end);
    if (block.length === 0 || (isCsv && (block.includes(quote) || hasLoneReturn(block))))
      return null;
    if (isCsv && hasReturned && block[0] !== lineFeed) return null;
    hasReturned = block[block.length - 1] === carriageReturn;
    for (let line = 0; line < block.length; ) {
      const found = block.indexOf(lineFeed, line);
      const stop = found < 0 ? block.length : found;
      begun ||= stop > line + 1 || (stop === line + 1 && block[line] !== carriageReturn);
      if (found >= 0) {
        if (begun) rows += 1;
        begun = false;
      }
      line = stop + 1;
    }
    if (output !== null) writeSync(output, block);
    at += block.length;
  }
  // No record begins after the end, so no line feed follows either.
  if (isCsv && hasReturned) return null;
  return begun ? rows + 1 : rows;
}

/** A part of a text as a file of its own, by the name of all of it. */
export function fileOfText(file: InputFile, { path }: TextPart): InputFile {
  const stats = statSync(path, { bigint: true });
  return { ...file, path, bytes: Number(stats.size), stamp: stampOf(stats) };
}

/** Batches of a copy, as long as its original stays unchanged. */
export async function* whileUnchanged(
  file: InputFile,
  batches: AsyncIterable<Batch>,
): AsyncGenerator<Batch, void> {
  try {
    yield* batches;
  } finally {
    requireUnchanged(file);
  }
}
