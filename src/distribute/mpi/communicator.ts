// Ranks joined by MPI. Every call begins with an agreement: the largest and, by its negative, the smallest number of what
// the ranks are about to call. Only when they are equal is anything sent, and then every rank is there.

import { refuse, show } from "../../errors.js";
import type { FloatArray } from "../../types.js";
import type { Communicator } from "../communicator.js";
import { whoHasWhat } from "../differences.js";
import { type CallName, describeCall, encodeCall } from "./agreement.js";
import type { Buffer, Mpi } from "./functions.js";
import { findGone, type Introduction } from "./peers.js";
import { waitFor } from "./wait.js";

/** How many elements go into one call of MPI, whose counts are C's int. */
const mostPerCall = 2 ** 28;
const mostGathered = 2 ** 31 - 1;

export class MpiCommunicator implements Communicator {
  readonly rank: number;
  readonly size: number;
  readonly #mpi: Mpi;
  readonly #timeoutMs: number;
  readonly #onGone: (message: string) => never;
  /** Stays where it is while MPI writes to it. */
  readonly #extremes = new Float64Array(new ArrayBuffer(16));
  #peers: readonly Introduction[] = [];

  /** @param onGone Told, in a sentence, of a rank that is not coming any more. */
  constructor(mpi: Mpi, timeoutSeconds: number, onGone: (message: string) => never) {
    this.#mpi = mpi;
    this.rank = mpi.rank();
    this.size = mpi.size();
    this.#timeoutMs = timeoutSeconds * 1000;
    this.#onGone = onGone;
  }

  /** Tells everyone who this rank is. It is the one call without an agreement, which another version may make otherwise. */
  meet(own: Introduction): readonly Introduction[] {
    const entryBytes = 512;
    const entry = new Uint8Array(entryBytes);
    entry.set(new TextEncoder().encode(JSON.stringify(own)).subarray(0, entryBytes));
    const all = new Uint8Array(entryBytes * this.size);
    this.#mpi.gather(entry, all);
    this.#peers = Array.from({ length: this.size }, (_, rank) => readEntry(all.subarray(rank * entryBytes, (rank + 1) * entryBytes)));
    return this.#peers;
  }

  allReduceSum(array: FloatArray): void {
    this.#agree("allReduce", array);
    this.#inParts(array, (part) => this.#mpi.sum(part as FloatArray));
  }

  broadcast(array: Buffer, root: number): void {
    this.#agree("broadcast", array, root);
    this.#inParts(array, (part) => this.#mpi.broadcast(part, root));
  }

  allGather(bytes: Uint8Array): Uint8Array[] {
    this.#agree("gather");
    const lengths = this.#gatherNumbers(bytes.length);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    if (total > mostGathered) refuse("Strategy.gather", "value", `have at most ${mostGathered} bytes over all replicas`, show(total));
    const counts = Int32Array.from(lengths);
    const offsets = new Int32Array(this.size);
    for (let rank = 1; rank < this.size; rank++) offsets[rank] = offsets[rank - 1]! + counts[rank - 1]!;
    const all = new Uint8Array(total);
    this.#mpi.gatherUneven(bytes, all, counts, offsets);
    return Array.from(counts, (count, rank) => all.slice(offsets[rank]!, offsets[rank]! + count));
  }

  barrier(): void {
    // Agreeing is all that a barrier does.
    this.#agree("barrier");
  }

  abort(code: number): never {
    this.#mpi.abort(code);
    throw new Error(`MPI_Abort returned on replica ${this.rank}.`);
  }

  /** Leaves MPI, once every rank does. @throws ValueError where another rank calls something else. */
  end(): void {
    this.#agree("end");
    this.#mpi.finalize();
  }

  #agree(name: CallName, array?: Buffer, root?: number): void {
    const code = encodeCall(name, array, root);
    const extremes = this.#extremes;
    extremes.set([code, -code]);
    waitFor(this.#mpi.startMax(extremes), (waitedMs) => this.#look(waitedMs, code));
    if (extremes[0] === -extremes[1]!) return;
    const calls = this.#gatherNumbers(code).map(describeCall);
    refuse("MpiStrategy", "what the replicas call", "be the same", whoHasWhat(calls));
  }

  /** Whether it is still worth waiting. */
  #look(waitedMs: number, code: number): void {
    const gone = findGone(this.#peers, this.rank);
    const waiting = `while replica ${this.rank} waited in ${describeCall(code)}`;
    if (gone.length > 0) {
      const processes = gone.map((rank) => `replica ${rank} (process ${this.#peers[rank]!.pid} on ${this.#peers[rank]!.host})`);
      this.#onGone(`${processes.join(" and ")} ${gone.length > 1 ? "were" : "was"} killed or ended ${waiting}`);
    }
    if (waitedMs > this.#timeoutMs) this.#onGone(`another replica did not come within ${this.#timeoutMs / 1000} s ${waiting}`);
  }

  #gatherNumbers(number: number): number[] {
    const all = new Uint8Array(8 * this.size);
    this.#mpi.gather(new Uint8Array(Float64Array.of(number).buffer), all);
    return [...new Float64Array(all.buffer)];
  }

  #inParts(array: Buffer, run: (part: Buffer) => void): void {
    if (array.length <= mostPerCall) run(array);
    else for (let at = 0; at < array.length; at += mostPerCall) run(array.subarray(at, at + mostPerCall));
  }
}

function readEntry(entry: Uint8Array): Introduction {
  return JSON.parse(new TextDecoder().decode(entry.subarray(0, entry.indexOf(0)))) as Introduction;
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };
