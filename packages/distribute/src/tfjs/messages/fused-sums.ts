// Rows of sums that each replica fills in for itself, added up over the replicas in one message, in
// double precision.

import type { Strategy } from "../../strategy.js";
import { Attempt, failTogether } from "./failures.js";
import { ReplicaSlots } from "./replica-slots.js";

export class FusedSums {
  readonly #strategy: Strategy;
  readonly #width: number;
  readonly #array: Float64Array;
  readonly #rows: Float64Array;
  readonly #slots: ReplicaSlots;

  constructor(strategy: Strategy, rows: number, width: number) {
    this.#strategy = strategy;
    this.#width = width;
    this.#array = new Float64Array(rows * width + strategy.numReplicasInSync);
    this.#rows = this.#array.subarray(0, rows * width);
    this.#slots = new ReplicaSlots(strategy, this.#array);
  }

  /**
   * Lets this replica fill in its part, then adds up the parts of all replicas.
   *
   * @throws On this replica what the function threw; on the others a ValueError that names it and
   * says what it threw.
   */
  async collect(
    owner: string,
    fill: (add: (row: number, values: readonly number[]) => void) => Promise<void>,
  ): Promise<void> {
    const attempt = new Attempt();
    await attempt.runAsync(() =>
      fill((row, values) => {
        values.forEach((value, i) => {
          this.#rows[row * this.#width + i]! += value;
        });
      }),
    );
    this.#slots.say(attempt.failure ? "failed" : "fine");
    this.#strategy.allReduce(this.#array);
    if (this.#slots.replicasWith("failed").length > 0)
      failTogether(owner, this.#strategy, "its batches", attempt.failure);
  }

  /** The sum of the rows, in their order. */
  totals(): number[] {
    const totals = new Array<number>(this.#width).fill(0);
    this.#rows.forEach((value, i) => {
      totals[i % this.#width]! += value;
    });
    return totals;
  }
}
