// How replicas compute together, in the words of tf.distribute. Each replica is a process that runs
// the whole program, and a Communicator connects them.

import type { FloatArray } from "binary-crossentropy";
import { refuse, show } from "binary-crossentropy/internal";
import { alone, type Communicator, type ReduceOp } from "./communicator.js";
import { gatherValues } from "./gather.js";
import { runInScope } from "./scope.js";

/**
 * As `tf.distribute.Strategy`: the number of replicas that compute at once, which of them this one
 * is, and how their values meet. A strategy made without arguments has one replica and needs
 * nothing installed. {@link MpiStrategy} has one replica per process.
 *
 * Methods that take a value are collective: every replica calls the same ones in the same order.
 *
 * @example
 * ```ts
 * import { BinaryCrossentropy } from "binary-crossentropy";
 * import { computeAverageLoss, Strategy } from "binary-crossentropy-distribute";
 *
 * const strategy = new Strategy();
 * const bce = new BinaryCrossentropy({ fromLogits: true, reduction: "none" });
 * const share = strategy.run(() => computeAverageLoss(bce([[1], [0]], [[2], [2]]), { globalBatchSize: 2 }));
 * strategy.reduce("sum", share); // 1.127
 * ```
 * Source: `tensorflow/python/distribute/distribute_lib.py` (Strategy).
 */
export class Strategy {
  readonly #communicator: Communicator;

  /** @param communicator What connects the replicas. Default: a single replica. */
  constructor(communicator: Communicator = alone) {
    this.#communicator = communicator;
  }

  /** The number of replicas that compute at once, at least 1. */
  get numReplicasInSync(): number {
    return this.#communicator.size;
  }

  /** The number of this replica, from 0 to `numReplicasInSync` − 1. */
  get replicaIdInSyncGroup(): number {
    return this.#communicator.rank;
  }

  /**
   * Runs a function under this strategy: `getStrategy()` returns it inside the function, and in
   * whatever an asynchronous function awaits. With several replicas, losses that would divide by
   * their own batch throw there.
   *
   * @returns What the function returns.
   * @throws ValueError inside the scope of another strategy, since strategies do not nest.
   */
  scope<T>(fn: () => T): T {
    if (typeof fn !== "function") refuse("Strategy.scope", "fn", "be a function", show(fn));
    return runInScope("Strategy.scope", this, false, fn);
  }

  /**
   * Runs this replica's part of a step under this strategy. Each process is one replica, so the
   * function runs once.
   *
   * @param fn The computation of the replica.
   * @param args Its arguments.
   * @returns What the function returns on this replica.
   * @throws ValueError inside the scope of another strategy.
   */
  run<Args extends readonly unknown[], T>(fn: (...args: Args) => T, args?: Args): T {
    if (typeof fn !== "function") refuse("Strategy.run", "fn", "be a function", show(fn));
    if (args !== undefined && !Array.isArray(args))
      refuse("Strategy.run", "args", "be an array", show(args));
    return runInScope("Strategy.run", this, false, () => fn(...((args ?? []) as unknown as Args)));
  }

  /**
   * Combines the values of all replicas into one.
   *
   * @param op `"sum"`, or `"mean"`: the sum divided by the number of replicas.
   * @param value A number, or a Float32Array or Float64Array, of the same length on every replica.
   * @returns A number, or a new array of the same kind; the same bits on every replica.
   * @throws ValueError for another op or value, and on every replica where they call different
   * things.
   */
  reduce(op: ReduceOp, value: number): number;
  reduce<A extends FloatArray>(op: ReduceOp, value: A): A;
  reduce(op: ReduceOp, value: number | FloatArray): number | FloatArray {
    const owner = "Strategy.reduce";
    if (typeof value === "number") {
      const one = Float64Array.of(value);
      this.#allReduce(owner, one, op);
      return one[0]!;
    }
    if (!isFloatArray(value))
      refuse(owner, "value", "be a number, a Float32Array or a Float64Array", show(value));
    const copy = value.slice();
    this.#allReduce(owner, copy, op);
    return copy;
  }

  /**
   * Replaces the array by its elementwise sum or mean over the replicas.
   *
   * @param array A Float32Array or Float64Array, of the same length on every replica.
   * @param op `"sum"`, the default, or `"mean"`.
   * @throws ValueError for another array or op, and on every replica where they call different
   * things.
   */
  allReduce(array: FloatArray, op: ReduceOp = "sum"): void {
    const owner = "Strategy.allReduce";
    if (!isFloatArray(array))
      refuse(owner, "array", "be a Float32Array or a Float64Array", show(array));
    this.#allReduce(owner, array, op);
  }

  /**
   * Writes the array of one replica to those of all others.
   *
   * @param array A Float32Array, Float64Array or Uint8Array, of the same length on every replica.
   * @param root The replica whose array is sent. Default 0.
   * @throws ValueError for another array or root, and on every replica where they call different
   * things.
   */
  broadcast(array: FloatArray | Uint8Array, root = 0): void {
    const owner = "Strategy.broadcast";
    if (!isFloatArray(array) && !(array instanceof Uint8Array)) {
      refuse(owner, "array", "be a Float32Array, a Float64Array or a Uint8Array", show(array));
    }
    const { size } = this.#communicator;
    if (!(Number.isInteger(root) && root >= 0 && root < size)) {
      refuse(owner, "root", `be a replica's number from 0 to ${size - 1}`, show(root));
    }
    this.#communicator.broadcast(array, root);
  }

  /**
   * Collects a value of every replica, as JSON carries it, infinities and NaN included.
   *
   * @param value It may differ between replicas, but not in its kind: numbers, texts, flags, arrays
   * or objects. null, for nothing to say, goes with every kind.
   * @param what A name for the value, the same on all replicas.
   * @returns The values of all replicas, by replica.
   * @throws ValueError for a value that JSON cannot represent, and on every replica where they
   * call, or gather, different things.
   */
  gather<T>(value: T, what = ""): T[] {
    return gatherValues(this.#communicator, value, what);
  }

  /** Returns once every replica has called it. */
  barrier(): void {
    this.#communicator.barrier();
  }

  /** Ends the programs of all replicas at once, with an exit code from 1 to 255. Default 1. */
  abort(code = 1): never {
    if (!(Number.isInteger(code) && code >= 1 && code <= 255)) {
      refuse("Strategy.abort", "code", "be an integer from 1 to 255", show(code));
    }
    return this.#communicator.abort(code);
  }

  #allReduce(owner: string, array: FloatArray, op: unknown): void {
    if (!isReduceOp(op)) refuse(owner, "op", 'be "sum" or "mean"', show(op));
    this.#communicator.allReduceSum(array, op);
    afterSum[op](array, this.#communicator.size);
  }
}

/** What each op makes of the sum, in place. */
const afterSum: Readonly<Record<ReduceOp, (sum: FloatArray, replicas: number) => void>> = {
  sum() {},
  mean(sum, replicas) {
    if (replicas === 1) return;
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! / replicas;
  },
};

function isReduceOp(value: unknown): value is ReduceOp {
  return typeof value === "string" && Object.hasOwn(afterSum, value);
}

function isFloatArray(value: unknown): value is FloatArray {
  return value instanceof Float32Array || value instanceof Float64Array;
}
