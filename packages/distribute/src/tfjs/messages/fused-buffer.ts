// The one array that goes around in each step: the gradients, what is summed beside them, a slot
// for each replica, so that all learn of a NaN or an error without another message, and a number by
// which a replica asks all of them to stop.

import { refuse } from "binary-crossentropy/internal";
import { expectSameLines } from "../../comparisons.js";
import type { Strategy } from "../../strategy.js";
import { type Failure, failTogether } from "./failures.js";
import { ReplicaSlots, signatureOf } from "./replica-slots.js";

export class FusedBuffer {
  readonly #strategy: Strategy;
  readonly #array: Float32Array;
  /** Views of the array, one for each of the given sizes. */
  readonly sections: readonly Float32Array[];
  readonly #slots: ReplicaSlots;
  readonly #stop: Float32Array;
  readonly #lines: readonly string[];

  /** @param lines What the sections hold, where the replicas have not compared that yet. */
  constructor(strategy: Strategy, sizes: readonly number[], lines: readonly string[] = []) {
    this.#strategy = strategy;
    this.#lines = lines;
    const length = sizes.reduce((sum, size) => sum + size, 0);
    const stopAt = length + strategy.numReplicasInSync;
    this.#array = new Float32Array(stopAt + 1);
    let offset = 0;
    this.sections = sizes.map((size) => {
      offset += size;
      return this.#array.subarray(offset - size, offset);
    });
    this.#slots = new ReplicaSlots(strategy, this.#array, stopAt);
    this.#stop = this.#array.subarray(stopAt);
  }

  /** Sets everything to 0, before a step. */
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
   * Sums the sections over all replicas, in place.
   *
   * @param failure What this replica threw on the way here, if it did.
   * @param step Where in the training this is, for the message.
   * @throws On this replica what it threw; on the others a ValueError that names it and says what
   * it threw. ValueError on all replicas where one has other sections, or a NaN or an infinite
   * value, and where the sum is infinite.
   */
  allReduce(owner: string, step: string, failure?: Failure): void {
    const status = failure ? "failed" : areFinite(this.#array) ? "fine" : "not finite";
    this.#slots.say(status, signatureOf(this.#lines));
    this.#strategy.allReduce(this.#array);
    if (this.#slots.replicasWith("failed").length > 0)
      failTogether(owner, this.#strategy, step, failure);
    // All see the same slots, and so all go on to compare.
    if (!this.#slots.areSame && this.#lines.length > 0) {
      const lines = this.#strategy.gather(this.#lines, `${owner}: gradients and optimizer`);
      expectSameLines(owner, "gradients and optimizer", lines);
    }
    const replicas = this.#slots.replicasWith("not finite");
    if (replicas.length > 0)
      this.#refuse(owner, step, `NaN or an infinite value on ${naming(replicas)}`);
    // Sections may be finite on each replica and infinite in sum: one process alone would have met
    // that in its own sum.
    if (!areFinite(this.#array))
      this.#refuse(owner, step, "an infinite sum over the replicas, each of which has finite ones");
  }

  #refuse(owner: string, step: string, received: string): never {
    refuse(
      owner,
      `loss and gradients in ${step}`,
      "be finite",
      received,
      "The weights are those before it.",
    );
  }
}

/** Whether none is a NaN or infinite. */
function areFinite(array: Float32Array): boolean {
  // The difference is NaN for NaN and for both infinities, and stays in the sum. Four sums do not
  // wait for one another.
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = array.length - (array.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += array[i]! - array[i]!;
    b += array[i + 1]! - array[i + 1]!;
    c += array[i + 2]! - array[i + 2]!;
    d += array[i + 3]! - array[i + 3]!;
  }
  for (let i = whole; i < array.length; i++) a += array[i]! - array[i]!;
  return a + b + c + d === 0;
}

function naming(replicas: readonly number[]): string {
  return replicas.length === 1
    ? `replica ${replicas[0]}`
    : `replicas ${replicas.slice(0, -1).join(", ")} and ${replicas.at(-1)}`;
}
