// How long the longest line of a CSV file is, or the longest text in quotes, which may hold line
// ends, and whether a quote is open at its end. Bytes are looked at one by one only in blocks that
// hold quotes.

import { carriageReturn, isBeforeValue, lineFeed, quote } from "./letters.js";

export class LongLines {
  /** In bytes. */
  longest = 0;
  isQuoted = false;
  #length = 0;
  /** How much has been scanned, and where the last quote opened. */
  #offset = 0;
  #opened = 0;
  /** A quote opens where a value begins; elsewhere it is a letter like others. */
  #isStart = true;

  scan(block: Buffer): void {
    // A block is shorter than a line that counts: its first and its last line end are enough.
    const kinds = [lineFeed, carriageReturn].filter((kind) => block.includes(kind));
    this.#length +=
      kinds.length > 0 ? Math.min(...kinds.map((kind) => block.indexOf(kind))) : block.length;
    this.longest = Math.max(this.longest, this.#length);
    // Backwards Node looks for a byte slowly: not for one that is not there.
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
