// What a strategy needs of the engine that joins its replicas, and the engine of one replica alone.

import type { FloatArray } from "binary-crossentropy";

/** How the values of the replicas become one: their sum, or it divided by their number. */
export type ReduceOp = "sum" | "mean";

/**
 * The engine under a {@link Strategy}. Each rank calls the same methods in the same order, with
 * arrays of the same length and kind.
 */
export interface Communicator {
  /** Which of the ranks this one is, from 0 to size − 1. */
  readonly rank: number;
  readonly size: number;
  /**
   * Element by element the sum over all ranks, in place, with the same bits on every rank.
   *
   * @param op What the caller makes of the sum, which an engine may compare over the ranks: it sums
   * whatever this is.
   */
  allReduceSum(array: FloatArray, op?: ReduceOp): void;
  /** The array of the rank `root` into everyone's, in place. */
  broadcast(array: FloatArray | Uint8Array, root: number): void;
  /** Everyone's bytes, by rank; lengths may differ. */
  allGather(bytes: Uint8Array): Uint8Array[];
  /** Returns once every rank has called it. */
  barrier(): void;
  /** Ends all ranks with this exit code, which is not 0. */
  abort(code: number): never;
}

/** One rank, alone: what it sums and gathers is its own. */
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
