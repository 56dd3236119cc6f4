// The one array that goes around per step: the gradients, what is summed beside them, one slot per replica that says how that
// replica fared, so that all learn of a NaN without another message, and one that asks all to stop.

import { refuse } from "../../errors.js";
import type { Strategy } from "../strategy.js";
import { type Failure, failTogether } from "./fail-together.js";

/** What a replica says of its part. */
const fine = 0;
const notFinite = 1;
const failed = 2;

export class FusedBuffer {
  readonly #strategy: Strategy;
  readonly #array: Float32Array;
  /** Views of the array, one for each part of the given sizes. */
  readonly parts: readonly Float32Array[];
  readonly #states: Float32Array;
  readonly #stop: Float32Array;

  constructor(strategy: Strategy, sizes: readonly number[]) {
    this.#strategy = strategy;
    const replicas = strategy.numReplicasInSync;
    const length = sizes.reduce((sum, size) => sum + size, 0);
    this.#array = new Float32Array(length + replicas + 1);
    let offset = 0;
    this.parts = sizes.map((size) => {
      offset += size;
      return this.#array.subarray(offset - size, offset);
    });
    this.#states = this.#array.subarray(length, length + replicas);
    this.#stop = this.#array.subarray(length + replicas);
  }

  /** Before a step: everything 0. */
  clear(): void {
    this.#array.fill(0);
  }

  /** Says with the next message that this replica wants to stop. */
  askToStop(): void {
    this.#stop[0] = 1;
  }

  /** Whether a replica asked to stop with the last message. */
  get isStopped(): boolean {
    return this.#stop[0]! > 0;
  }

  /**
   * Sums the parts over all replicas, in place.
   *
   * @param failure What this replica threw on the way here, if it did.
   * @param step Where in the training this is, for the message.
   * @throws On this replica what it threw; on the others a ValueError that names it and says what it threw. ValueError on
   * all replicas that names those with a NaN or an infinite value.
   */
  allReduce(owner: string, step: string, failure?: Failure): void {
    const state = failure ? failed : this.#isFinite() ? fine : notFinite;
    this.#states[this.#strategy.replicaIdInSyncGroup] = state;
    this.#strategy.allReduce(this.#array);
    if (this.#replicasIn(failed).length > 0) failTogether(owner, this.#strategy, step, failure);
    const replicas = this.#replicasIn(notFinite);
    if (replicas.length === 0) return;
    const remedy = "The weights are those before it.";
    refuse(owner, `loss and gradients in ${step}`, "be finite", `NaN or an infinite value on ${naming(replicas)}`, remedy);
  }

  #replicasIn(state: number): number[] {
    return Array.from(this.#states.keys()).filter((replica) => this.#states[replica] === state);
  }

  #isFinite(): boolean {
    // The difference is NaN for NaN and for both infinities, and stays in the sum.
    let sum = 0;
    for (const x of this.#array) sum += x - x;
    return sum === 0;
  }
}

function naming(replicas: readonly number[]): string {
  return replicas.length === 1 ? `replica ${replicas[0]}` : `replicas ${replicas.slice(0, -1).join(", ")} and ${replicas.at(-1)}`;
}
