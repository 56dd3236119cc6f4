// Finds the line of a text file on which a row begins. DuckDB only numbers rows, which differ from
// lines if texts in quotes contain line ends or lines are empty. A line ends with a line feed, a
// carriage return, or both.

import { firstAddress, instantiate } from "../wasm/module.js";
import { isDelimited } from "./format.js";
import type { InputFile } from "./input-file.js";
import { carriageReturn, isBeforeValue, lineFeed, quote } from "./letters.js";
import { openText, textBlockBytes, untilDamaged } from "./text-stream.js";

/** The lines, from 1, of rows in ascending order; null for files that only DuckDB can unpack. */
export function findLines(
  file: InputFile,
  rows: readonly number[],
): Promise<(number | null)[] | null> {
  return find(file, rows, false);
}

/**
 * The same for what DuckDB calls lines: the names, rows and empty lines, each of which counts as
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
  const hasNames = quotes && !file.isNameless;
  const scanner = new Scanner(quotes, withEmpty, hasNames && !withEmpty ? 0 : 1, (record, line) => {
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

/** Counts the lines of blocks in which there is nothing special. */
class LineCounter {
  readonly #exports;
  readonly #bytes: Uint8Array;
  /** Placed after the last two bytes before the block, with room for bytes read beyond its end. */
  readonly #text = firstAddress + 16;

  constructor(readonly quotes: boolean) {
    const { exports, memory } = instantiate(this.#text + textBlockBytes + 16);
    this.#exports = exports;
    this.#bytes = new Uint8Array(memory.buffer);
    // The first line counts as following a line end.
    this.#bytes.set([0, lineFeed], this.#text - 2);
  }

  /**
   * The number of lines that end in the next block; below 0 if the block must be scanned byte by
   * byte.
   */
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
  /** Whether the record on this line has begun; an empty line is not a record. */
  #begun = false;
  /** Whether a value begins here. */
  #isStart = true;
  /** Behind a carriage return, which has ended a line unless a line feed comes. */
  #hasReturned = false;
  #record: number;

  constructor(
    readonly quotes: boolean,
    /** Whether an empty line is a record. */
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

  /** Skips this many lines, each of them a record. */
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
   * A quote opens at the beginning of a value, and directly after another one has closed: two in a
   * row stand for one.
   */
  #look(byte: number): void {
    const isQuote = byte === quote && (this.#quoted || this.#isStart);
    if (isQuote) this.#quoted = !this.#quoted;
    this.#isStart = isQuote ? !this.#quoted : isBeforeValue(byte);
  }
}
