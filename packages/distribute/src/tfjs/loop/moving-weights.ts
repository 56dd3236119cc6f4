// Weights that change in a step without a gradient, such as the moving averages of batch
// normalization. The changes of all replicas, weighted by their rows, are summed, so that all
// replicas go on with the same weights.

import {
  add,
  dispose,
  mul,
  sub,
  type Tensor,
  tensor,
  tidy,
  type Variable,
} from "@tensorflow/tfjs-core";
import type { LayersModel } from "binary-crossentropy/tfjs/internal";
import type { Strategy } from "../../strategy.js";

export class MovingWeights {
  readonly #strategy: Strategy;
  readonly #candidates: readonly Variable[];
  #before: readonly Tensor[] = [];
  /**
   * The weights that moved in the first step, on any replica. Weights that are only frozen need no
   * message.
   */
  #moving: readonly number[] | undefined;

  constructor(strategy: Strategy, { nonTrainableWeights }: LayersModel) {
    this.#strategy = strategy;
    this.#candidates = nonTrainableWeights
      .map((weight) => weight.read())
      .filter(({ dtype }) => dtype === "float32");
  }

  /** Before a step. */
  remember(): void {
    this.#before = this.#candidates.map((variable) => variable.clone());
  }

  /** Finds, in the first step, which weights move on any replica. */
  find(): readonly Variable[] {
    if (this.#moving === undefined) {
      const moved = Float32Array.from(this.#candidates, (variable, i) =>
        variable.dataId === this.#before[i]!.dataId ? 0 : 1,
      );
      if (moved.length > 0) this.#strategy.allReduce(moved);
      this.#moving = [...moved.keys()].filter((i) => moved[i]! > 0);
    }
    return this.#moving.map((i) => this.#candidates[i]!);
  }

  /** The changes on this replica, times its share of the batch. */
  changes(share: number): Tensor[] {
    return this.#moving!.map((i) =>
      tidy(() => mul(sub(this.#candidates[i]!, this.#before[i]!), share)),
    );
  }

  /** Adds the changes of all replicas to the weights before the step. */
  apply(changes: readonly Float32Array[]): void {
    this.#moving!.forEach((index, i) => {
      const variable = this.#candidates[index]!;
      tidy(() =>
        variable.assign(
          add(this.#before[index]!, tensor(changes[i]!.slice(), variable.shape, "float32")),
        ),
      );
    });
  }

  /** Sets the weights back to what they were before the step. */
  restore(): void {
    this.#candidates.forEach((variable, i) => {
      if (this.#before[i] && variable.dataId !== this.#before[i].dataId)
        variable.assign(this.#before[i]);
    });
  }

  /** After a step. */
  forget(): void {
    dispose([...this.#before]);
    this.#before = [];
  }
}
