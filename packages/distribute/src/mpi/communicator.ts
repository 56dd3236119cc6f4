// Ranks joined by MPI. Every call begins with a comparison: the largest and, by its negative, the
// smallest code of what the ranks are about to call. Only when they are equal is anything sent, and
// then every rank is there.

import type { FloatArray } from "binary-crossentropy";
import { refuse, show } from "binary-crossentropy/internal";
import { bytesOf, fromBytes, toBytes } from "../bytes.js";
import type { Communicator, ReduceOp } from "../communicator.js";
import { whoHasWhat } from "../comparisons.js";
import { describeCalls, encodeAllReduce, encodeCall } from "./call-code.js";
import type { Mpi } from "./functions.js";
import type { Introduction } from "./peers.js";
import type { Pulse } from "./pulse.js";
import type { Sendable } from "./sendable.js";
import { waitFor } from "./wait.js";

/**
 * Number of bytes in one call of MPI: larger arrays at once are summed several times as slowly by
 * Open MPI and MPICH.
 */
const bytesPerCall = 2 ** 22;
const mostGathered = 2 ** 31 - 1;
/** Room for a rank's introduction. */
const entryBytes = 1024;

export class MpiCommunicator implements Communicator {
  readonly rank: number;
  readonly size: number;
  readonly #mpi: Mpi;
  readonly #pulse: Pulse;
  readonly #beforeAbort: () => void;
  /** Its memory must not move while MPI writes to it. */
  readonly #extremes = new Float64Array(new ArrayBuffer(16));

  /**
   * @param pulse Told of everything that waits for other ranks.
   * @param beforeAbort Called before the launcher is asked to end the job.
   */
  constructor(mpi: Mpi, pulse: Pulse, beforeAbort: () => void) {
    this.#mpi = mpi;
    this.#beforeAbort = beforeAbort;
    this.#pulse = pulse;
    this.rank = mpi.rank();
    this.size = mpi.size();
  }

  /**
   * Tells everyone who this rank is. Other versions may compare calls in another way, so this is
   * the one call without a comparison.
   */
  meet(own: Introduction): readonly Introduction[] {
    const entry = new Uint8Array(entryBytes);
    entry.set(toBytes(own));
    const all = new Uint8Array(entryBytes * this.size);
    this.#pulse.during("join", 0, () => this.#mpi.gather(entry, all));
    return Array.from({ length: this.size }, (_, rank) =>
      readEntry(all.subarray(rank * entryBytes, (rank + 1) * entryBytes)),
    );
  }

  allReduceSum(array: FloatArray, op: ReduceOp = "sum"): void {
    const code = this.#compareCalls(encodeAllReduce(array, op));
    this.#inParts(code, array, (part) => this.#mpi.sum(part as FloatArray));
  }

  broadcast(array: Sendable, root: number): void {
    const code = this.#compareCalls(encodeCall("broadcast", array, root));
    this.#inParts(code, array, (part) => this.#mpi.broadcast(part, root));
  }

  allGather(bytes: Uint8Array): Uint8Array[] {
    const code = this.#compareCalls(encodeCall("gather"));
    const lengths = this.#gatherNumbers(code, bytes.length);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    if (total > mostGathered)
      refuse(
        "Strategy.gather",
        "value",
        `have at most ${mostGathered} bytes over all replicas`,
        show(total),
      );
    const counts = Int32Array.from(lengths);
    const offsets = new Int32Array(this.size);
    for (let rank = 1; rank < this.size; rank++)
      offsets[rank] = offsets[rank - 1]! + counts[rank - 1]!;
    const all = new Uint8Array(total);
    this.#pulse.during("call", code, () => this.#mpi.gatherUneven(bytes, all, counts, offsets));
    return Array.from(counts, (count, rank) => all.slice(offsets[rank]!, offsets[rank]! + count));
  }

  barrier(): void {
    // Comparing calls is all that a barrier does.
    this.#compareCalls(encodeCall("barrier"));
  }

  abort(code: number): never {
    this.#beforeAbort();
    this.#pulse.during("abort", 0, () => this.#mpi.abort(code));
    throw new Error(`MPI_Abort returned on replica ${this.rank}.`);
  }

  /**
   * Leaves MPI, once every rank does.
   * @throws ValueError where another rank calls something else.
   */
  end(): void {
    const code = this.#compareCalls(encodeCall("end"));
    this.#pulse.during("leave", code, () => this.#mpi.finalize());
  }

  /** Returns the code once every rank has come with the same. */
  #compareCalls(code: number): number {
    const extremes = this.#extremes;
    extremes.set([code, -code]);
    this.#pulse.during("call", code, () => waitFor(this.#mpi.startMax(extremes)));
    if (extremes[0] === -extremes[1]!) return code;
    const calls = describeCalls(this.#gatherNumbers(code, code));
    refuse("MpiStrategy", "what the replicas call", "be the same", whoHasWhat(calls));
  }

  #gatherNumbers(code: number, number: number): number[] {
    const all = new Uint8Array(8 * this.size);
    const own = bytesOf(Float64Array.of(number));
    this.#pulse.during("call", code, () => this.#mpi.gather(own, all));
    return [...new Float64Array(all.buffer)];
  }

  /** The time limit is that of each part: a long array is not late. */
  #inParts(code: number, array: Sendable, run: (part: Sendable) => void): void {
    const most = bytesPerCall / array.BYTES_PER_ELEMENT;
    for (let at = 0; at < array.length; at += most) {
      const part = array.length <= most ? array : array.subarray(at, at + most);
      this.#pulse.during("call", code, () => run(part));
    }
  }
}

/** The entry ends before its first 0, since JSON contains none. */
function readEntry(entry: Uint8Array): Introduction {
  return fromBytes(entry.subarray(0, entry.indexOf(0))) as Introduction;
}
