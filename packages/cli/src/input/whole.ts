// Checks that a file is complete. DuckDB reads a truncated compressed file as if it ended there,
// and skips a last line or a quoted text longer than its buffer: either would give a number for
// only a part of the rows.

import { type FileHandle, open } from "node:fs/promises";
import { refuseData, show } from "../errors.js";
import { DeepLines, mostDeep } from "./deep-lines.js";
import { isDelimited, isText } from "./format.js";
import { GroupedDigits } from "./grouped-digits.js";
import type { InputFile } from "./input-file.js";
import { lineFeed } from "./letters.js";
import { LongLines } from "./long-lines.js";
import { openText } from "./text-stream.js";
import { findEndOfFrames } from "./zstd-frames.js";

/** DuckDB itself reports lines between its limit, 2 MB, and this. */
export const longestLine = 16e6;

/** What else reading the bytes of a file shows. */
export interface Findings {
  /** Whether a digit, an underscore and a digit follow one another anywhere. */
  readonly hasGroupedDigits: boolean;
}

const nothing: Findings = { hasGroupedDigits: false };

/**
 * Reads the file in parallel until it is told to stop. @throws DataError for a file that is
 * incomplete, or wrong in a way that DuckDB does not notice.
 */
export async function checkWhole(file: InputFile, signal: AbortSignal): Promise<Findings> {
  switch (file.compression) {
    case "none":
      return isText(file) ? checkLines(file, signal) : nothing;
    case "gzip":
      return checkGzip(file, signal);
    case "zstd":
      await checkZstd(file);
      return nothing;
  }
}

const refuseCut = (name: string, kind: string, problem: string) =>
  refuseData(
    show(name),
    `be a whole ${kind} file`,
    `one that ${problem}`,
    "Was it copied to its end?",
  );

export function refuseLongLine({ name }: InputFile): never {
  return refuseData(show(name), "have lines of at most 2 MB", "a longer one");
}

async function checkGzip(file: InputFile, signal: AbortSignal): Promise<Findings> {
  try {
    return await checkLines(file, signal);
  } catch (error) {
    refuseDamaged(file.name, error);
    throw error;
  }
}

/** @throws DataError for an error of unpacking. */
export function refuseDamaged(name: string, error: unknown): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") refuseCut(name, "gzip", "ends early");
  if (code?.startsWith("Z_")) refuseCut(name, "gzip", `is damaged (${message})`);
}

async function checkLines(file: InputFile, signal: AbortSignal): Promise<Findings> {
  const text = openText(file);
  const stop = () => text.destroy();
  signal.addEventListener("abort", stop);
  const check = isDelimited(file) ? csvCheck(file) : jsonCheck(file);
  try {
    for await (const block of text) check.scan(block as Buffer);
    return signal.aborted ? nothing : await check.finish();
  } catch (error) {
    if (!signal.aborted) throw error;
    return nothing;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

interface Check {
  scan(block: Buffer): void;
  finish(): Promise<Findings>;
}

function csvCheck(file: InputFile): Check {
  const [lines, digits] = [new LongLines(), new GroupedDigits(file.isNameless)];
  return {
    scan(block) {
      lines.scan(block);
      digits.scan(block);
    },
    async finish() {
      if (lines.longest > longestLine) refuseLongLine(file);
      if (lines.isQuoted)
        refuseData(show(file.name), "close every quote", "one that is open at its end");
      return { hasGroupedDigits: digits.found };
    },
  };
}

function jsonCheck(file: InputFile): Check {
  const lines = new DeepLines();
  return {
    scan: (block) => lines.scan(block),
    async finish() {
      lines.finish();
      if (lines.found === null) return nothing;
      const line = await lineAt(file, lines.found);
      return refuseData(
        `${show(file.name)}, line ${line},`,
        `be nested at most ${mostDeep} deep`,
        "brackets in brackets beyond that",
      );
    },
  };
}

/** The line, from 1, that a byte of the text is on. */
export async function lineAt(file: InputFile, offset: number): Promise<number> {
  let [line, at] = [1, 0];
  for await (const block of openText(file) as AsyncIterable<Buffer>) {
    for (
      let next = block.indexOf(lineFeed);
      next >= 0 && at + next < offset;
      next = block.indexOf(lineFeed, next + 1)
    )
      line += 1;
    at += block.length;
    if (at > offset) break;
  }
  return line;
}

async function checkZstd(file: InputFile): Promise<void> {
  await withFile(file, async (handle) => {
    if ((await findEndOfFrames(handle, file.bytes)) !== file.bytes)
      refuseCut(file.name, "zstd", "ends early");
  });
}

async function withFile(
  file: InputFile,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(file.path, "r");
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
