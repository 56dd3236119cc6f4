// That a file is there to its end. DuckDB takes a compressed file that was cut off for one that ends there, and passes over a
// last line, or a text in quotes, that is longer than its buffer: both would give a number for a part of the rows.

import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { refuseData, show } from "../errors.js";
import type { InputFile } from "./input-file.js";
import { LongLines } from "./long-lines.js";
import { findEndOfFrames } from "./zstd-frames.js";

/** DuckDB says itself what is wrong with lines between its limit, 2 MB, and this. */
export const longestLine = 16e6;

/** @throws DataError for a file that ends early. It reads along with DuckDB, until it is told to stop. */
export async function checkWhole(file: InputFile, signal: AbortSignal): Promise<void> {
  if (file.compression === "gzip") await checkGzip(file, signal);
  else if (file.compression === "zstd") await checkZstd(file);
  else if (isCsv(file) && file.bytes > longestLine) await checkLines(file, createReadStream(file.path, { highWaterMark: 1 << 20 }), signal);
}

const isCsv = ({ format }: InputFile) => format === "csv" || format === "tsv";

const refuseCut = ({ name }: InputFile, kind: string, problem: string) =>
  refuseData(show(name), `be a whole ${kind} file`, `one that ${problem}`, "Was it copied to its end?");

export function refuseLongLine({ name }: InputFile): never {
  return refuseData(show(name), "have lines of at most 2 MB", "a longer one");
}

async function checkGzip(file: InputFile, signal: AbortSignal): Promise<void> {
  const raw = createReadStream(file.path, { highWaterMark: 1 << 20 });
  const text = raw.pipe(createGunzip({ chunkSize: 1 << 20 }));
  raw.on("error", (error) => text.destroy(error));
  text.on("close", () => raw.destroy());
  try {
    await checkLines(file, text, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "Z_BUF_ERROR") refuseCut(file, "gzip", "ends early");
    if (code === "Z_DATA_ERROR") refuseCut(file, "gzip", `is damaged (${(error as Error).message})`);
    throw error;
  }
}

async function checkLines(file: InputFile, text: Readable, signal: AbortSignal): Promise<void> {
  const stop = () => text.destroy();
  signal.addEventListener("abort", stop);
  try {
    const lines = new LongLines();
    for await (const block of text) lines.scan(block as Buffer);
    if (signal.aborted || !isCsv(file)) return;
    if (lines.longest > longestLine) refuseLongLine(file);
    if (lines.isQuoted) refuseData(show(file.name), "close every quote", "one that is open at its end");
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function checkZstd(file: InputFile): Promise<void> {
  await withFile(file, async (handle) => {
    if ((await findEndOfFrames(handle, file.bytes)) !== file.bytes) refuseCut(file, "zstd", "ends early");
  });
}

async function withFile(file: InputFile, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(file.path, "r");
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
