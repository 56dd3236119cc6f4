// Finds a digit, an underscore and a digit in a row. DuckDB silently reads 1_000 as one thousand;
// if a text has no such place, that cannot have happened.

import { firstAddress, instantiate } from "../wasm/module.js";
import { carriageReturn, lineFeed } from "./letters.js";

const underscore = 95;

/** Number of bytes to search at once. */
const pieceBytes = 1 << 20;

export class GroupedDigits {
  found = false;
  /** The first line has the names. */
  #isBehindNames: boolean;
  #memory: { bytes: Uint8Array; has: (length: number) => boolean } | null = null;
  /** The last two bytes of the block before. */
  readonly #before = new Uint8Array(2);

  constructor(isNameless = false) {
    this.#isBehindNames = isNameless;
  }

  scan(block: Uint8Array): void {
    if (this.found) return;
    const rows = this.#isBehindNames ? block : this.#behindNames(block);
    // Most files have none, which is faster to find out. A place at the edge of a piece is not
    // missed.
    if (rows.includes(underscore) || this.#before.includes(underscore)) {
      for (let at = 0; at < rows.length && !this.found; at += pieceBytes)
        this.#look(rows.subarray(at, at + pieceBytes));
    }
    this.#keep(rows);
  }

  #behindNames(block: Uint8Array): Uint8Array {
    const end = block.findIndex((byte) => byte === lineFeed || byte === carriageReturn);
    this.#isBehindNames = end >= 0;
    return end < 0 ? block.subarray(block.length) : block.subarray(end);
  }

  #look(piece: Uint8Array): void {
    this.#memory ??= createMemory();
    const { bytes, has } = this.#memory;
    bytes.set(this.#before, 0);
    bytes.set(piece, 2);
    this.found = has(piece.length + 2);
    this.#keep(piece);
  }

  #keep(piece: Uint8Array): void {
    for (const byte of piece.subarray(-2)) {
      this.#before[0] = this.#before[1]!;
      this.#before[1] = byte;
    }
  }
}

function createMemory(): { bytes: Uint8Array; has: (length: number) => boolean } {
  const { exports, memory } = instantiate(firstAddress + pieceBytes + 32);
  const bytes = new Uint8Array(memory.buffer, firstAddress);
  return { bytes, has: (length) => Boolean(exports.hasGroupedDigits(firstAddress, length)) };
}
