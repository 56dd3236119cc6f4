// Rows of sums that replicas fill by themselves and add up in one message, in double precision.

import type { Strategy } from "../strategy.js";
import { type Failure, failTogether } from "./fail-together.js";

export class FusedSums {
  readonly #strategy: Strategy;
  readonly #width: number;
  readonly #array: Float64Array;
  readonly #failures: Float64Array;

  constructor(strategy: Strategy, rows: number, width: number) {
    this.#strategy = strategy;
    this.#width = width;
    this.#array = new Float64Array(rows * width + strategy.numReplicasInSync);
    this.#failures = this.#array.subarray(rows * width);
  }

  /**
   * Lets this replica fill in its part, then adds up those of all.
   *
   * @throws On this replica what the function threw; on the others a ValueError that names it and
   * says what it threw.
   */
  async collect(
    owner: string,
    fill: (add: (row: number, values: readonly number[]) => void) => Promise<void>,
  ): Promise<void> {
    let failure: Failure | undefined;
    try {
      await fill((row, values) => {
        values.forEach((value, i) => {
          this.#array[row * this.#width + i]! += value;
        });
      });
    } catch (error) {
      failure = { error };
      this.#failures[this.#strategy.replicaIdInSyncGroup] = 1;
    }
    this.#strategy.allReduce(this.#array);
    if (this.#failures.includes(1)) failTogether(owner, this.#strategy, "its batches", failure);
  }

  /** The sum of the rows, in their order. */
  totals(): number[] {
    const totals = new Array<number>(this.#width).fill(0);
    const length = this.#array.length - this.#failures.length;
    for (let i = 0; i < length; i++) totals[i % this.#width]! += this.#array[i]!;
    return totals;
  }
}
