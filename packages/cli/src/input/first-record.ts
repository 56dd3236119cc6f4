// Reads the first record of a text file and the line end after it. Line ends in quotes are ordinary
// characters.

import { refuseData, show } from "../errors.js";
import { notUtf8 } from "./explain.js";
import type { InputFile } from "./input-file.js";
import { carriageReturn, isBeforeValue, lineFeed, quote } from "./letters.js";
import { openText } from "./text-stream.js";
import { longestLine, refuseDamaged, refuseLongLine } from "./whole.js";

export type LineEnd = "\n" | "\r\n" | "\r";

export interface FirstRecord {
  readonly text: string;
  /** Null if the file ends with it. */
  readonly end: LineEnd | null;
}

/**
 * @throws DataError for a file of empty lines, a record that is too long, and one that is not text.
 */
export async function firstRecord(file: InputFile): Promise<FirstRecord> {
  const scanner = new RecordScanner();
  try {
    for await (const block of openText(file, 1 << 16) as AsyncIterable<Buffer>) {
      const end = scanner.scan(block);
      if (end !== undefined) return { text: decode(file, scanner), end };
      if (scanner.length > longestLine) refuseLongLine(file);
    }
  } catch (error) {
    refuseDamaged(file.name, error);
    throw error;
  }
  if (scanner.isQuoted)
    refuseData(
      `${show(file.name)}, line ${scanner.line},`,
      "close every quote",
      "one that is open",
    );
  if (scanner.length === 0)
    refuseData("a file", "hold rows", `only empty lines in ${show(file.name)}`);
  return { text: decode(file, scanner), end: scanner.lastEnd };
}

function decode(file: InputFile, { bytes, line }: RecordScanner): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return notUtf8(`${show(file.name)}, line ${line},`);
  }
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

class RecordScanner {
  /** The line that the record begins on. */
  line = 1;
  length = 0;
  isQuoted = false;
  readonly #parts: Buffer[] = [];
  #isStart = true;
  #seen = 0;
  /** Whether the last byte was a carriage return, whose line feed may be in the next block. */
  #hasReturned = false;

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** The line end after the record, at the end of the file. */
  get lastEnd(): LineEnd | null {
    return this.#hasReturned ? "\r" : null;
  }

  /** Takes a block and returns the line end of the record, if it ends there. */
  scan(block: Buffer): LineEnd | undefined {
    let from = 0;
    for (let i = 0; i < block.length; i++) {
      const byte = block[i]!;
      if (this.#hasReturned && this.length > 0) return byte === lineFeed ? "\r\n" : "\r";
      const isEnd = !this.isQuoted && (byte === lineFeed || byte === carriageReturn);
      if (isEnd && this.length + i - from === 0) {
        if (byte === carriageReturn || !this.#hasReturned) this.line += 1;
        this.#hasReturned = byte === carriageReturn;
        from = i + 1;
        continue;
      }
      if (!isEnd) {
        this.#hasReturned = false;
        this.#look(byte);
        continue;
      }
      this.#keep(block.subarray(from, i));
      from = i + 1;
      if (byte === lineFeed) return "\n";
      this.#hasReturned = true;
    }
    this.#keep(block.subarray(from));
    return undefined;
  }

  #look(byte: number): void {
    this.#seen += 1;
    // A byte order mark is not part of the first value.
    if (this.#seen <= byteOrderMark.length && byte === byteOrderMark[this.#seen - 1]) return;
    if (byte === quote && (this.isQuoted || this.#isStart)) {
      this.isQuoted = !this.isQuoted;
      this.#isStart = !this.isQuoted;
    } else this.#isStart = isBeforeValue(byte);
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#parts.push(Buffer.from(part));
    this.length += part.length;
  }
}
