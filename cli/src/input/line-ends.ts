// A copy of a CSV file in which all records end alike. Lines end in different ways where a file was edited or put together on several
// systems; DuckDB takes one way, and pandas any.

import { createReadStream, createWriteStream, statSync } from "node:fs";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import type { InputFile } from "./input-file.js";
import { carriageReturn, lineFeed, quote } from "./letters.js";
import { stampOf } from "./stamp.js";
import { unpack } from "./unpack.js";

/**
 * The file with line feeds for all ends of records; line ends in quotes stay what they are.
 * @throws DataError for text behind a quote that closes, which is the other reason why records cannot be told apart.
 */
export async function withOneLineEnd(session: Session, file: InputFile, delimiter: string): Promise<InputFile> {
  const ends = new LineEnds(delimiter.charCodeAt(0));
  const path = await unpack(session, file, async (to) => {
    const raw = createReadStream(file.path, { highWaterMark: 1 << 20 });
    const steps = file.compression === "gzip" ? [createGunzip({ chunkSize: 1 << 20 })] : [];
    await pipeline([raw, ...steps, ends, createWriteStream(to)]);
  });
  const { strayQuote } = ends;
  if (strayQuote !== null) {
    const remedy = 'A quote inside of quotes is written twice: "5"" disk".';
    refuseData(`${show(file.name)}, line ${strayQuote},`, "have quotes around whole values", "text behind a closing quote", remedy);
  }
  const stats = statSync(path, { bigint: true });
  return { ...file, path, compression: "none", bytes: Number(stats.size), stamp: stampOf(stats) };
}

/** Where in a record a byte stands: before a value, in one, in quotes, or behind a quote that may have closed them. */
type Place = "start" | "plain" | "quoted" | "closed";

class LineEnds extends Transform {
  /** The line of the first quote that closes in the middle of a value. */
  strayQuote: number | null = null;
  #line = 1;
  #place: Place = "start";
  #before = 0;

  constructor(readonly delimiter: number) {
    super();
  }

  override _transform(block: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const out = Buffer.allocUnsafe(block.length);
    let length = 0;
    for (let i = 0; i < block.length; i++) {
      const byte = block[i]!;
      const isQuoted = this.#place === "quoted";
      const isEnd = byte === lineFeed || byte === carriageReturn;
      // Of a pair the carriage return counts, and has become the line feed.
      const isSecond = byte === lineFeed && this.#before === carriageReturn;
      if (isEnd && !isSecond) this.#line += 1;
      if (isQuoted || !isSecond) out[length++] = isEnd && !isQuoted ? lineFeed : byte;
      this.#place = this.#next(byte, isEnd);
      this.#before = byte;
    }
    done(null, out.subarray(0, length));
  }

  #next(byte: number, isEnd: boolean): Place {
    if (this.#place === "quoted") return byte === quote ? "closed" : "quoted";
    if (isEnd || byte === this.delimiter) return "start";
    // Two quotes in a row stand for one: the second opens again what the first closes.
    if (byte === quote && this.#place !== "plain") return "quoted";
    if (this.#place === "closed") this.strayQuote ??= this.#line;
    return "plain";
  }
}
