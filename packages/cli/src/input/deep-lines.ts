// Finds lines of JSON that are nested too deeply. Only long lines with many brackets can be.

import { lineFeed, quote } from "./letters.js";

/** Real data is not; a recursive parser overflows its stack somewhere beyond this. */
export const mostDeep = 1000;

const [backslash, openList, openObject, closeList, closeObject] = [92, 91, 123, 93, 125];

/** Longer lines are refused for their length. */
const longest = 32e6;

export class DeepLines {
  /** Where the first line that is nested too deeply begins; null if there is none. */
  found: number | null = null;
  /** The part of an unfinished line seen so far, and its number of bytes. */
  #parts: Buffer[] = [];
  #length = 0;
  #offset = 0;

  scan(block: Buffer): void {
    for (let start = 0; start < block.length && this.found === null; ) {
      // No line that begins here and ends before this is long enough.
      const end = this.#length === 0 ? block.lastIndexOf(lineFeed, start + 2 * mostDeep) : -1;
      if (end >= start) {
        start = end + 1;
        continue;
      }
      const next = block.indexOf(lineFeed, start);
      this.#add(block.subarray(start, next < 0 ? block.length : next));
      if (next >= 0) this.#endLine(this.#offset + next);
      start = next < 0 ? block.length : next + 1;
    }
    this.#offset += block.length;
  }

  /** The last line need not end. */
  finish(): void {
    this.#endLine(this.#offset);
  }

  #add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length <= longest) this.#parts.push(part);
  }

  #endLine(end: number): void {
    if (this.#length <= longest && this.#hasManyBrackets() && isDeep(Buffer.concat(this.#parts)))
      this.found ??= end - this.#length;
    this.#parts = [];
    this.#length = 0;
  }

  #hasManyBrackets(): boolean {
    let count = 0;
    for (const part of this.#parts) {
      for (const bracket of [openList, openObject]) {
        for (
          let at = part.indexOf(bracket);
          at >= 0 && count <= mostDeep;
          at = part.indexOf(bracket, at + 1)
        )
          count += 1;
      }
    }
    return count > mostDeep;
  }
}

function isDeep(line: Buffer): boolean {
  let [depth, isString] = [0, false];
  for (let i = 0; i < line.length && depth <= mostDeep; i++) {
    const byte = line[i]!;
    if (isString) {
      if (byte === backslash) i += 1;
      else if (byte === quote) isString = false;
    } else if (byte === quote) isString = true;
    else if (byte === openList || byte === openObject) depth += 1;
    else if (byte === closeList || byte === closeObject) depth -= 1;
  }
  return depth > mostDeep;
}
