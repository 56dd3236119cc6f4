// What connects the replicas of a strategy, and the communicator of a single replica.

import type { FloatArray } from "binary-crossentropy";
/**
 * How the values of the replicas become one: their sum, or their sum divided by the number of
 * replicas.
 */
export type ReduceOp = "sum" | "mean";

/**
 * What connects the ranks of a {@link Strategy}. Every rank calls the same methods in the same
 * order, with arrays of the same length and type.
 */
export interface Communicator {
  /** The number of this rank, from 0 to size − 1. */
  readonly rank: number;
  readonly size: number;
  /**
   * Replaces the array by its elementwise sum over all ranks, with the same bits on every rank.
   *
   * @param op What the caller makes of the sum. A communicator may compare it over the ranks, and
   * sums whatever it is.
   */
  allReduceSum(array: FloatArray, op?: ReduceOp): void;
  /** Writes the array of the rank `root` to those of all others. */
  broadcast(array: FloatArray | Uint8Array, root: number): void;
  /** The bytes of every rank, by rank. Lengths may differ. */
  allGather(bytes: Uint8Array): Uint8Array[];
  /** Returns once every rank has called it. */
  barrier(): void;
  /** Ends all ranks with this exit code, which is not 0. */
  abort(code: number): never;
}

/** A single rank: what it sums and gathers is its own. */
export const alone: Communicator = {
  rank: 0,
  size: 1,
  allReduceSum() {},
  broadcast() {},
  allGather: (bytes) => [bytes.slice()],
  barrier() {},
  abort(code) {
    (globalThis as { process?: { exit?(code: number): void } }).process?.exit?.(code);
    throw new Error(`The program was ended with code ${code}.`);
  },
};
