// What stands in a table of text beside the table: lines of comments, Excel's line sep=;, names behind
// the mark of a comment, and columns with spaces between them. A copy is made without these: lines
// that are no records become empty, so that the others keep their numbers; the names are put first, since
// DuckDB takes the first line for them.

import { createWriteStream, statSync } from "node:fs";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Session } from "../duckdb/session.js";
import { show } from "../errors.js";
import type { InputFile } from "./input-file.js";
import { parseNumber } from "./number.js";
import { stampOf } from "./stamp.js";
import { openText } from "./text-stream.js";
import { unpack } from "./unpack.js";

const comment = /^(#|%|\/\/)/;

const separator = /^sep=(.)$/i;

/** Whether the first line of a file is none of its table. */
export const isOddLine = (line: string): boolean => comment.test(line) || separator.test(line);

/** The delimiters that are told from the text, apart from spaces. */
export const delimiters = [",", "\t", ";", "|"];

/** What is odd about a text. */
interface Oddity {
  /** Lines of comments before the table. */
  readonly leading: number;
  readonly hasComments: boolean;
  /** The delimiter that a line sep= names. */
  readonly separator: string | null;
  readonly hasNamesInComment: boolean;
  readonly isBySpaces: boolean;
}

export interface TidyText {
  readonly file: InputFile;
  /** Null if it is to be found. */
  readonly delimiter: string | null;
}

/** Number of bytes that tell. */
const headBytes = 65_536;

/** A copy without what is odd, and its delimiter; null if nothing is. */
export async function tidied(
  session: Session,
  file: InputFile,
  note: (sentence: string) => void,
): Promise<TidyText | null> {
  if (file.compression === "zstd") return null;
  const oddity = oddityOf(await headText(file), file.format === "tsv");
  if (oddity === null) return null;
  say(file, oddity, note);
  const path = await unpack(session, file, (to) =>
    pipeline(openText(file), new Tidying(oddity), createWriteStream(to)),
  );
  const stats = statSync(path, { bigint: true });
  return {
    file: {
      ...file,
      path,
      compression: "none",
      bytes: Number(stats.size),
      stamp: stampOf(stats),
    },
    delimiter: oddity.isBySpaces ? "\t" : oddity.separator,
  };
}

function say(
  { name }: InputFile,
  { hasComments, separator: given, hasNamesInComment, isBySpaces }: Oddity,
  note: (sentence: string) => void,
): void {
  if (given !== null)
    note(`${show(name)} has ${show(given)} between its columns, as its first line says.`);
  if (hasNamesInComment) note(`The names of ${show(name)} are those in its comment.`);
  if (hasComments) note(`Lines of comments in ${show(name)} are left out.`);
  if (isBySpaces) note(`The columns of ${show(name)} have spaces between them.`);
}

async function headText(file: InputFile): Promise<string> {
  const stream = openText(file, headBytes);
  try {
    for await (const block of stream as AsyncIterable<Buffer>) return block.toString("utf8");
  } catch {
    // What is damaged is reported when it is read.
  } finally {
    stream.destroy();
  }
  return "";
}

/** What is odd about a text that begins so; null if nothing is. */
function oddityOf(head: string, isTabbed: boolean): Oddity | null {
  const lines = head
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim());
  const there = lines.filter((line) => line !== "");
  const given = separator.exec(there[0] ?? "")?.[1] ?? null;
  const rest = given === null ? there : there.slice(1);
  const first = rest.findIndex((line) => !comment.test(line));
  const hasComments = first > 0;
  if (first < 0) return null;
  const last = first === 0 ? "" : bare(rest[first - 1]!);
  const delimiter = given ?? (isTabbed ? "\t" : delimiterIn(rest[first]!));
  const isBySpaces =
    delimiter === null &&
    bySpaces(rest[first]!).length > 1 &&
    bySpaces(rest[first]!).length === bySpaces(rest[first + 1] ?? rest[first]!).length;
  const split = (line: string) => (delimiter === null ? bySpaces(line) : line.split(delimiter));
  const areNumbers = (line: string) => split(line).every(isNumber);
  const hasNamesInComment =
    hasComments &&
    areNumbers(rest[first]!) &&
    split(last).length === split(rest[first]!).length &&
    !split(last).some(isNumber);
  if (!hasComments && given === null && !isBySpaces) return null;
  return { leading: first, hasComments, separator: given, hasNamesInComment, isBySpaces };
}

const bare = (line: string) => line.replace(comment, "").trim();

const isNumber = (text: string) => !Number.isNaN(parseNumber(text));

const bySpaces = (line: string) => line.match(/"[^"]*"|[^\s"]+/g) ?? [];

/** The delimiter that occurs most often outside quotes; null if none does. */
export function delimiterIn(text: string): string | null {
  const outside = text.replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => outside.split(delimiter).length;
  const best = delimiters.reduce((best, one) => (count(one) > count(best) ? one : best));
  return count(best) > 1 ? best : null;
}

class Tidying extends Transform {
  #rest = "";
  #isQuoted = false;
  #comments = 0;
  #hasNames = false;
  #lines = 0;
  /** How many lines there are before the names. */
  #before = 0;

  constructor(readonly oddity: Oddity) {
    super();
  }

  /** Bytes are read as Latin-1, in which each is a character. */
  override _transform(block: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const lines = (this.#rest + block.toString("latin1")).split("\n");
    this.#rest = lines.pop()!;
    done(null, Buffer.from(lines.map((line) => this.#put(line)).join(""), "latin1"));
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.from(this.#put(this.#rest).replace(/\n$/, ""), "latin1"));
  }

  #put(given: string): string {
    const line = this.#line(given);
    const before = this.#before;
    this.#before = -1;
    if (before < 0 || line.trim() !== "") return `${line}\n${"\n".repeat(Math.max(0, before))}`;
    this.#before = before + 1;
    return "";
  }

  #line(given: string): string {
    const line = this.#lines++ === 0 ? given.replace(/^\xef\xbb\xbf/, "") : given;
    const end = line.endsWith("\r") ? "\r" : "";
    if (!this.#isQuoted) {
      if (separator.test(line.trim()) && !this.#hasNames) return end;
      if (this.oddity.hasComments && comment.test(line.trim())) {
        const names = this.#comment(line);
        return (this.oddity.isBySpaces ? bySpaces(names).join("\t") : names) + end;
      }
    }
    if (line.trim() !== "") this.#hasNames = true;
    if (line.split('"').length % 2 === 0) this.#isQuoted = !this.#isQuoted;
    return this.oddity.isBySpaces && !this.#isQuoted ? bySpaces(line).join("\t") + end : line;
  }

  /** Nothing, or the names: those are in the last comment before the first row. */
  #comment(line: string): string {
    this.#comments += 1;
    if (!this.oddity.hasNamesInComment || this.#hasNames) return "";
    return this.#comments === this.oddity.leading ? bare(line.trim()) : "";
  }
}
