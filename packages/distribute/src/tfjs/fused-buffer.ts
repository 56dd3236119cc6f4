// The one array that goes around per step: the gradients, what is summed beside them, one slot per
// replica that says how that replica fared and what its parts are, so that all learn of a NaN
// without another message, and one that asks all to stop.

import { refuse } from "binary-crossentropy/internal";
import type { Strategy } from "../strategy.js";
import { expectSameLines } from "./agreement.js";
import { crc32 } from "./crc32.js";
import { type Failure, failTogether } from "./fail-together.js";

/** What a replica says of its part. */
const fine = 0;
const notFinite = 1;
const failed = 2;
const states = 4;

/** Signatures times states are integers that a float32 holds. */
const signatures = 2 ** 24 / states;

export class FusedBuffer {
  readonly #strategy: Strategy;
  readonly #array: Float32Array;
  /** Views of the array, one for each part of the given sizes. */
  readonly parts: readonly Float32Array[];
  readonly #states: Float32Array;
  readonly #stop: Float32Array;
  readonly #lines: readonly string[];
  readonly #signature: number;

  /** @param lines What the parts are, where that has not been compared yet. */
  constructor(strategy: Strategy, sizes: readonly number[], lines: readonly string[] = []) {
    this.#strategy = strategy;
    this.#lines = lines;
    this.#signature = crc32(new TextEncoder().encode(lines.join("\n"))) % signatures;
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
   * @throws On this replica what it threw; on the others a ValueError that names it and says what
   * it threw. ValueError on all replicas where one has other parts, or a NaN or an infinite value,
   * and where the sum is infinite.
   */
  allReduce(owner: string, step: string, failure?: Failure): void {
    const state = failure ? failed : areFinite(this.#array) ? fine : notFinite;
    this.#states[this.#strategy.replicaIdInSyncGroup] = this.#signature * states + state;
    this.#strategy.allReduce(this.#array);
    if (this.#replicasIn(failed).length > 0) failTogether(owner, this.#strategy, step, failure);
    // All see the same slots, and so all go on to compare.
    const [first, ...others] = Array.from(this.#states, (slot) => Math.floor(slot / states));
    if (others.some((other) => other !== first))
      expectSameLines(owner, this.#strategy, "gradients and optimizer", this.#lines);
    const replicas = this.#replicasIn(notFinite);
    if (replicas.length > 0)
      this.#refuse(owner, step, `NaN or an infinite value on ${naming(replicas)}`);
    // Parts may be finite that are not together: one process alone would have met that in its own
    // sum.
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

  #replicasIn(state: number): number[] {
    return Array.from(this.#states.keys()).filter(
      (replica) => this.#states[replica]! % states === state,
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

declare const TextEncoder: new () => { encode(text: string): Uint8Array };

function naming(replicas: readonly number[]): string {
  return replicas.length === 1
    ? `replica ${replicas[0]}`
    : `replicas ${replicas.slice(0, -1).join(", ")} and ${replicas.at(-1)}`;
}
