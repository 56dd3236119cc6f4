// One number for each replica, behind the values of a message that is summed over them: every
// replica fills its own slot and leaves 0 in the others, so that the sum itself tells all of them
// how each one fared and what it sent.

import type { FloatArray } from "binary-crossentropy";
import { encodeText } from "../../bytes.js";
import { replicaThatDiffers } from "../../comparisons.js";
import { crc32 } from "../../crc32.js";
import type { Strategy } from "../../strategy.js";

/** How a replica fared on the way to the message. */
export type Status = "fine" | "not finite" | "failed";

/** Numbers below the factor. */
const statuses: Readonly<Record<Status, number>> = { fine: 0, "not finite": 1, failed: 2 };

/** Signatures times this, plus the number of a status, are integers that a float32 holds. */
const factor = 4;
const signatures = 2 ** 24 / factor;

/** Lines that say what a message is, as a number: with other lines it is most likely another. */
export function signatureOf(lines: readonly string[]): number {
  return crc32(encodeText(lines.join("\n"))) % signatures;
}

export class ReplicaSlots {
  readonly #slots: FloatArray;
  readonly #replica: number;

  /** @param values The whole message; its last numbers, one for each replica, are the slots. */
  constructor(strategy: Strategy, values: FloatArray, end = values.length) {
    this.#slots = values.subarray(end - strategy.numReplicasInSync, end);
    this.#replica = strategy.replicaIdInSyncGroup;
  }

  /** Before the message: what this replica says. */
  say(status: Status, signature = 0): void {
    this.#slots[this.#replica] = signature * factor + statuses[status];
  }

  /** After a message that was summed: the replicas that said this. */
  replicasWith(status: Status): number[] {
    const number = statuses[status];
    return [...this.#slots.keys()].filter((i) => this.#slots[i]! % factor === number);
  }

  /** After the message: whether all replicas said the same. */
  get areSame(): boolean {
    return replicaThatDiffers(this.#slots) < 0;
  }
}
