// Whether the lines of a text file end in different ways. A record in quotes may contain other line
// ends, so that this is a suspicion: it costs a copy of the file, and nothing else.

import type { InputFile } from "./input-file.js";
import { carriageReturn, lineFeed } from "./letters.js";
import { openText, untilDamaged } from "./text-stream.js";

export async function mayHaveMixedEnds(file: InputFile): Promise<boolean> {
  if (file.compression === "zstd") return false;
  const ends = new Ends();
  for await (const block of untilDamaged(openText(file))) {
    ends.scan(block);
    if (ends.areMixed) return true;
  }
  ends.finish();
  return ends.areMixed;
}

class Ends {
  readonly #seen = { pair: false, feed: false, return: false };
  #hasReturned = false;

  get areMixed(): boolean {
    return Object.values(this.#seen).filter(Boolean).length > 1;
  }

  scan(block: Buffer): void {
    // Most files have no carriage return, which is found out faster than byte by byte.
    if (!this.#hasReturned && !block.includes(carriageReturn)) {
      this.#seen.feed ||= block.includes(lineFeed);
      return;
    }
    for (const byte of block) {
      if (byte === lineFeed) this.#seen[this.#hasReturned ? "pair" : "feed"] = true;
      else if (this.#hasReturned) this.#seen.return = true;
      this.#hasReturned = byte === carriageReturn;
    }
  }

  finish(): void {
    this.#seen.return ||= this.#hasReturned;
  }
}
