// Measures the longest line of a CSV file, or the longest text in quotes, which may contain line
// ends, and tells whether a quote is open at the end. Only blocks with quotes are scanned byte by
// byte.

import { carriageReturn, isBeforeValue, lineFeed, quote } from "./letters.js";

export class LongLines {
  /** In bytes. */
  longest = 0;
  isQuoted = false;
  #length = 0;
  /** How much has been scanned, and where the last quote opened. */
  #offset = 0;
  #opened = 0;
  /** A quote opens at the beginning of a value; elsewhere it is an ordinary character. */
  #isStart = true;

  scan(block: Buffer): void {
    // A block is shorter than a line that is too long: its first and last line ends are enough.
    const kinds = [lineFeed, carriageReturn].filter((kind) => block.includes(kind));
    this.#length +=
      kinds.length > 0 ? Math.min(...kinds.map((kind) => block.indexOf(kind))) : block.length;
    this.longest = Math.max(this.longest, this.#length);
    // Node searches backwards slowly, so do not search for a byte that is missing.
    if (kinds.length > 0)
      this.#length = block.length - Math.max(...kinds.map((kind) => block.lastIndexOf(kind)));
    if (block.includes(quote)) this.#scanQuotes(block);
    else if (!this.isQuoted && block.length > 0)
      this.#isStart = isBeforeValue(block[block.length - 1]!);
    this.#offset += block.length;
  }

  #scanQuotes(block: Buffer): void {
    let [isQuoted, isStart] = [this.isQuoted, this.#isStart];
    for (let i = 0; i < block.length; i++) {
      const byte = block[i]!;
      if (isQuoted) {
        // Two quotes in a row stand for one: the second opens again what the first closes.
        if (byte !== quote) continue;
        [isQuoted, isStart] = [false, true];
        this.longest = Math.max(this.longest, this.#offset + i - this.#opened);
      } else if (byte === quote && isStart) {
        isQuoted = true;
        this.#opened = this.#offset + i;
      } else isStart = isBeforeValue(byte);
    }
    [this.isQuoted, this.#isStart] = [isQuoted, isStart];
  }
}
