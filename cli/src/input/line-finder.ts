// On which line of a text file a row begins. DuckDB numbers rows only, and a row is no line where
// texts between quotes hold line ends or where lines are empty. A line ends with a line feed, a
// carriage return, or both.

import { firstAddress, instantiate } from "../wasm/module.js";
import { isDelimited } from "./format.js";
import type { InputFile } from "./input-file.js";
import { carriageReturn, isBeforeValue, lineFeed, quote } from "./letters.js";
import { openText, textBlockBytes } from "./text-stream.js";

/** The lines, from 1, of rows in ascending order; null for files that only DuckDB can unpack. */
export function findLines(
  file: InputFile,
  rows: readonly number[],
): Promise<(number | null)[] | null> {
  return find(file, rows, false);
}

/**
 * The same of what DuckDB calls lines: the names, rows and empty lines, each of which counts as
 * one.
 */
export function findDatabaseLines(
  file: InputFile,
  lines: readonly number[],
): Promise<(number | null)[] | null> {
  return find(file, lines, true);
}

async function find(
  file: InputFile,
  rows: readonly number[],
  withEmpty: boolean,
): Promise<(number | null)[] | null> {
  if (file.compression === "zstd") return null;
  const wanted = new Map(rows.map((row, index) => [row, index]));
  const lines: (number | null)[] = rows.map(() => null);
  const quotes = isDelimited(file);
  // The header is record 0 of a CSV file; JSON has none.
  const scanner = new Scanner(quotes, withEmpty, quotes && !withEmpty ? 0 : 1, (record, line) => {
    const index = wanted.get(record);
    if (index === undefined) return;
    lines[index] = line;
    wanted.delete(record);
  });
  const counter = new LineCounter(quotes);
  for await (const block of untilDamaged(openText(file))) {
    const count = counter.count(block);
    const isWanted = () =>
      [...wanted.keys()].some((row) => row >= scanner.record && row <= scanner.record + count);
    if (count < 0 || scanner.isQuoted || isWanted()) scanner.scan(block);
    else scanner.pass(count, counter.isAtStart, block[block.length - 1]!);
    if (wanted.size === 0) break;
  }
  return lines;
}

/** What can be unpacked: that a file is damaged is said by what checks the whole of it. */
async function* untilDamaged(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  try {
    yield* stream;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith("Z_")) throw error;
  }
}

/** Counts the lines of blocks in which there is nothing special. */
class LineCounter {
  readonly #exports;
  readonly #bytes: Uint8Array;
  /** Behind the two bytes before the block, and with room for what is read behind it. */
  readonly #text = firstAddress + 16;

  constructor(readonly quotes: boolean) {
    const { exports, memory } = instantiate(this.#text + textBlockBytes + 16);
    this.#exports = exports;
    this.#bytes = new Uint8Array(memory.buffer);
    // The first line follows upon the end of one, as it were.
    this.#bytes.set([0, lineFeed], this.#text - 2);
  }

  /** How many lines end in the next block; below 0 where it has to be looked at byte by byte. */
  count(block: Uint8Array): number {
    const text = this.#text;
    this.#bytes.set(block, text);
    const count = this.#exports.countLines(text, block.length, this.quotes);
    this.#bytes.copyWithin(text - 2, text + block.length - 2, text + block.length);
    return count;
  }

  /** Whether no line has begun at the end of the last block. */
  get isAtStart(): boolean {
    const [before, last] = [this.#bytes[this.#text - 2], this.#bytes[this.#text - 1]];
    return last === lineFeed || (last === carriageReturn && before === lineFeed);
  }
}

class Scanner {
  #line = 1;
  #quoted = false;
  /**
   * Whether the record that begins on this line has been met: a line with nothing on it is none.
   */
  #begun = false;
  /** Whether a value begins here. */
  #isStart = true;
  /** Behind a carriage return, which has ended a line unless a line feed comes. */
  #hasReturned = false;
  #record: number;

  constructor(
    readonly quotes: boolean,
    /** Whether a line with nothing on it is a record. */
    readonly withEmpty: boolean,
    first: number,
    readonly found: (record: number, line: number) => void,
  ) {
    this.#record = first;
  }

  get isQuoted(): boolean {
    return this.#quoted;
  }

  /** The record that the next byte belongs to, or begins. */
  get record(): number {
    return this.#record;
  }

  /** Passes over so many lines, each of them a record. */
  pass(lines: number, isAtStart: boolean, last: number): void {
    this.#line += lines;
    this.#record += lines;
    this.#begun = !isAtStart || (this.withEmpty && last === carriageReturn);
    this.#isStart = isBeforeValue(last);
    this.#hasReturned = last === carriageReturn;
  }

  scan(block: Buffer): void {
    for (let i = 0; i < block.length; i++) {
      const byte = block[i]!;
      const isEnd = byte === lineFeed || byte === carriageReturn;
      const isSecond = byte === lineFeed && this.#hasReturned;
      if (this.#hasReturned && !isSecond) this.#endLine();
      if (!this.#begun && (!isEnd || (this.withEmpty && !isSecond))) {
        this.#begun = true;
        this.found(this.#record, this.#line);
      }
      if (this.quotes) this.#look(byte);
      this.#hasReturned = byte === carriageReturn;
      if (byte === lineFeed) this.#endLine();
    }
  }

  #endLine(): void {
    this.#line += 1;
    if (this.#quoted) return;
    if (this.#begun) this.#record += 1;
    this.#begun = false;
  }

  /**
   * A quote opens where a value begins, and where another one has just closed: two in a row stand
   * for one.
   */
  #look(byte: number): void {
    const isQuote = byte === quote && (this.#quoted || this.#isStart);
    if (isQuote) this.#quoted = !this.#quoted;
    this.#isStart = isQuote ? !this.#quoted : isBeforeValue(byte);
  }
}
