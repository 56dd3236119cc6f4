// On which line of a text file a row begins. DuckDB numbers rows only, and a row is no line where texts between quotes hold
// line ends or where lines are empty.

import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { InputFile } from "./files.js";

const [lineFeed, carriageReturn, quote] = [10, 13, 34];

/** The lines, from 1, of rows in ascending order; null for files that only DuckDB can unpack. */
export async function findLines(file: InputFile, rows: readonly number[]): Promise<(number | null)[] | null> {
  if (file.compression === "zstd") return null;
  const raw = createReadStream(file.path, { highWaterMark: 1 << 20 });
  const stream = file.compression === "gzip" ? raw.pipe(createGunzip()) : raw;
  const wanted = new Map(rows.map((row, index) => [row, index]));
  const lines: (number | null)[] = rows.map(() => null);
  const quotes = file.format !== "ndjson";
  // The header is record 0 of a CSV file; JSON has none.
  const scanner = new Scanner(quotes, quotes ? 0 : 1, (record, line) => {
    const index = wanted.get(record);
    if (index === undefined) return;
    lines[index] = line;
    wanted.delete(record);
  });
  for await (const block of stream) {
    scanner.scan(block as Buffer);
    if (wanted.size === 0) break;
  }
  raw.destroy();
  return lines;
}

class Scanner {
  #line = 1;
  #quoted = false;
  /** Whether the record that begins on this line has been met: a line with nothing on it is none. */
  #begun = false;
  #record: number;

  constructor(
    readonly quotes: boolean,
    first: number,
    readonly found: (record: number, line: number) => void,
  ) {
    this.#record = first;
  }

  scan(block: Buffer): void {
    for (let i = 0; i < block.length; i++) {
      const byte = block[i]!;
      if (byte === lineFeed) {
        this.#line += 1;
        if (this.#quoted) continue;
        if (this.#begun) this.#record += 1;
        this.#begun = false;
        continue;
      }
      if (!this.#begun && byte !== carriageReturn) {
        this.#begun = true;
        this.found(this.#record, this.#line);
      }
      if (byte === quote && this.quotes) this.#quoted = !this.#quoted;
    }
  }
}
