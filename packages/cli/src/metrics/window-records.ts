// Records of windows in a memory of their own, by number, as assembly/moments.ts lays them out:
// behind a number of rows some sums. Their chunks are made when they are needed.

import { pageBytes, type SharedMemory } from "../wasm/module.js";
import { momentShift, momentsAt, windowExponent, windowWords } from "../wasm/numbers.js";
import { type Exact, zero } from "./exact.js";

const chunkRecords = 2 ** momentShift;

/** Memory that is given away piece by piece, and grows. */
export class Room {
  constructor(
    readonly memory: SharedMemory,
    public end: number,
  ) {}

  /** Allocates that many bytes, all 0. */
  allocate(bytes: number): number {
    const start = this.end;
    this.end += Math.ceil(bytes / 64) * 64;
    const missing = this.end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    return start;
  }
}

export interface WindowRecord {
  readonly n: number;
  readonly sums: readonly Exact[];
}

export class WindowRecords {
  readonly #chunks: Uint32Array;

  /** @param chunks Where the addresses of chunks stand, as many as `most` records need. */
  constructor(
    readonly room: Room,
    readonly chunks: number,
    readonly most: number,
    readonly bytes: number,
  ) {
    this.#chunks = new Uint32Array(room.memory.buffer, chunks, chunksFor(most));
  }

  /** Makes room for the records up to this one. */
  require(record: number): void {
    for (
      let chunk = Math.floor(record / chunkRecords);
      chunk >= 0 && this.#chunks[chunk] === 0;
      chunk--
    )
      this.#chunks[chunk] = this.room.allocate(this.bytes * chunkRecords);
  }

  /** Null if it has no rows. Its sums are those of weights times 2^−frame. */
  read(record: number, powers: readonly number[]): WindowRecord | null {
    const chunk = this.#chunks[Math.floor(record / chunkRecords)]!;
    if (chunk === 0) return null;
    const at = chunk + this.bytes * (record % chunkRecords);
    const { buffer } = this.room.memory;
    const n = new Float64Array(buffer, at, 1)[0]!;
    if (n === 0) return null;
    const words = new BigInt64Array(buffer, at + momentsAt, windowWords * powers.length);
    return { n, sums: powers.map((power, i) => windowAt(words, windowWords * i, power)) };
  }

  /** Sets a record to no rows. */
  clear(record: number): void {
    const chunk = this.#chunks[Math.floor(record / chunkRecords)]!;
    if (chunk === 0) return;
    const at = chunk + this.bytes * (record % chunkRecords);
    new Uint8Array(this.room.memory.buffer, at, this.bytes).fill(0);
  }
}

export const chunksFor = (records: number) => Math.ceil(records / chunkRecords);

function windowAt(words: BigInt64Array, at: number, power: number): Exact {
  // Without zeros at either end, which would make all that follows slower.
  let [first, end] = [0, windowWords];
  while (first < end && words[at + first] === 0n) first += 1;
  while (end > first && words[at + end - 1] === 0n) end -= 1;
  let m = 0n;
  for (let i = end - 1; i >= first; i--) m = (m << 32n) + words[at + i]!;
  return m === 0n ? zero : { m, e: windowExponent + 32 * first + power };
}
