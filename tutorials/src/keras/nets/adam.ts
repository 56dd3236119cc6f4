// Adam as Keras computes it. Unlike that of TensorFlow.js it can be saved and restored exactly: it
// computes the powers of the betas from the number of updates, and does not accumulate them.

import * as tf from "@tensorflow/tfjs";
import type { StoredTensors } from "../training/snapshot.js";
import type { NamedTensor } from "./gradient-step.js";
import { restoreTensors, storeTensors } from "./stored-tensors.js";

export class Adam extends tf.Optimizer {
  static readonly className = "KerasAdam";
  #updates = 0;
  /** The first and second moment of each variable, in the order of the gradients. */
  #moments: tf.Variable[] = [];

  constructor(
    readonly learningRate: number,
    readonly beta1 = 0.9,
    readonly beta2 = 0.999,
    readonly epsilon = 1e-7,
  ) {
    super();
  }

  get updates(): number {
    return this.#updates;
  }

  override applyGradients(gradients: tf.NamedTensorMap | NamedTensor[]): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    this.#updates += 1;
    const length =
      (this.learningRate * Math.sqrt(1 - this.beta2 ** this.#updates)) /
      (1 - this.beta1 ** this.#updates);
    tf.tidy(() => {
      for (const [i, { name, tensor: gradient }] of named.entries()) {
        const variable = tf.engine().registeredVariables[name]!;
        const first = this.#moment(2 * i, variable);
        const second = this.#moment(2 * i + 1, variable);
        first.assign(first.mul(this.beta1).add(gradient.mul(1 - this.beta1)));
        second.assign(second.mul(this.beta2).add(gradient.square().mul(1 - this.beta2)));
        variable.assign(variable.sub(first.mul(length).div(second.sqrt().add(this.epsilon))));
      }
    });
    this.incrementIterations();
  }

  #moment(index: number, { shape }: tf.Variable): tf.Variable {
    this.#moments[index] ??= tf.variable(tf.zeros(shape), false);
    return this.#moments[index];
  }

  /** A strategy uses this and {@link setWeights} to give every replica the same state. */
  override async getWeights(): Promise<NamedTensor[]> {
    const moments = this.#moments.map((tensor, i) => ({ name: `moments/${i}`, tensor }));
    return [{ name: "updates", tensor: tf.scalar(this.#updates, "int32") }, ...moments];
  }

  override async setWeights([updates, ...moments]: NamedTensor[]): Promise<void> {
    this.dispose();
    this.#updates = (await updates!.tensor.data())[0]!;
    this.#moments = moments.map(({ tensor }) => tf.variable(tensor, false));
  }

  save(): Promise<StoredTensors> {
    return storeTensors(this.#moments);
  }

  restore(updates: number, moments: StoredTensors): void {
    this.dispose();
    this.#updates = updates;
    this.#moments = tf.tidy(() =>
      restoreTensors(moments).map((tensor) => tf.variable(tensor, false)),
    );
  }

  override dispose(): void {
    tf.dispose(this.#moments);
    this.#moments = [];
  }

  getConfig(): tf.serialization.ConfigDict {
    return {
      learningRate: this.learningRate,
      beta1: this.beta1,
      beta2: this.beta2,
      epsilon: this.epsilon,
    };
  }
}
