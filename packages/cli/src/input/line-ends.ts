// Copies a CSV file so that all records end alike. Files that were edited or put together on
// several systems have mixed line ends, which DuckDB does not read and pandas does.

import { createWriteStream, statSync } from "node:fs";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import type { InputFile } from "./input-file.js";
import { carriageReturn, lineFeed, quote } from "./letters.js";
import { stampOf } from "./stamp.js";
import { openText } from "./text-stream.js";
import { unpack } from "./unpack.js";
import { lineAt } from "./whole.js";

/**
 * The file with a line feed at the end of every record; line ends in quotes stay unchanged.
 * @throws DataError for text after a closing quote, the other reason why records cannot be
 * separated.
 */
export async function withOneLineEnd(
  session: Session,
  file: InputFile,
  delimiter: string,
): Promise<InputFile> {
  const ends = new LineEnds(delimiter.charCodeAt(0));
  const path = await unpack(session, file, async (to) => {
    await pipeline(openText(file), ends, createWriteStream(to));
  });
  const stats = statSync(path, { bigint: true });
  const copy: InputFile = {
    ...file,
    path,
    compression: "none",
    bytes: Number(stats.size),
    stamp: stampOf(stats),
  };
  if (ends.strayQuote !== null) {
    const line = await lineAt(copy, ends.strayQuote);
    const remedy = 'A quote inside of quotes is written twice: "5"" disk".';
    refuseData(
      `${show(file.name)}, line ${line},`,
      "have quotes around whole values",
      "text behind a closing quote",
      remedy,
    );
  }
  return copy;
}

/**
 * The place of a byte in a record: before a value, in one, in quotes, or after a quote that may
 * have closed them.
 */
type Place = "start" | "plain" | "quoted" | "closed";

class LineEnds extends Transform {
  /** The place, in the copy, of the first quote that closes in the middle of a value. */
  strayQuote: number | null = null;
  #written = 0;
  #place: Place = "start";
  #before = 0;

  constructor(readonly delimiter: number) {
    super();
  }

  override _transform(block: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const out = this.#passes(block) ? block : this.#change(block);
    this.#written += out.length;
    done(null, out);
  }

  /** Most blocks stay unchanged, which can be found out faster than byte by byte. */
  #passes(block: Buffer): boolean {
    const isQuoted = this.#place === "quoted";
    if (
      block.includes(quote) ||
      (!isQuoted && (block.includes(carriageReturn) || this.#before === carriageReturn))
    )
      return false;
    if (this.#place === "closed") return false;
    const last = block[block.length - 1]!;
    if (!isQuoted) this.#place = last === lineFeed || last === this.delimiter ? "start" : "plain";
    this.#before = last;
    return true;
  }

  #change(block: Buffer): Buffer {
    const out = Buffer.allocUnsafe(block.length);
    let length = 0;
    for (let i = 0; i < block.length; i++) {
      const byte = block[i]!;
      const isQuoted = this.#place === "quoted";
      const isEnd = byte === lineFeed || byte === carriageReturn;
      // In a pair, the carriage return has already become a line feed.
      const isSecond = byte === lineFeed && this.#before === carriageReturn;
      if (isQuoted || !isSecond) out[length++] = isEnd && !isQuoted ? lineFeed : byte;
      this.#place = this.#next(byte, isEnd, this.#written + length);
      this.#before = byte;
    }
    return out.subarray(0, length);
  }

  #next(byte: number, isEnd: boolean, at: number): Place {
    if (this.#place === "quoted") return byte === quote ? "closed" : "quoted";
    if (isEnd || byte === this.delimiter) return "start";
    // Two quotes in a row stand for one: the second opens again what the first closes.
    if (byte === quote && this.#place !== "plain") return "quoted";
    if (this.#place === "closed") this.strayQuote ??= at - 1;
    return "plain";
  }
}
