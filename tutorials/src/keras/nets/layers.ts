// Layers that TensorFlow.js lacks: dropout whose state can be saved, and instance normalisation.

import * as tf from "@tensorflow/tfjs";
import type { Random } from "../random.js";

/**
 * Like `tf.layers.dropout`, with masks from the given generator. With a seed, TensorFlow.js repeats
 * the same mask.
 */
class SeededDropout extends tf.layers.Layer {
  static readonly className = "SeededDropout";

  constructor(
    readonly rate: number,
    readonly random: Random,
  ) {
    super({});
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    return training ? tf.mul(input, this.#mask(input.shape)) : input;
  }

  /** Kept values weigh 1 / (1 − rate), so that the expected sum stays the same. */
  #mask(shape: number[]): tf.Tensor {
    const mask = new Float32Array(tf.util.sizeFromShape(shape));
    const kept = 1 / (1 - this.rate);
    for (let i = 0; i < mask.length; i++) mask[i] = this.random.uniform() < this.rate ? 0 : kept;
    return tf.tensor(mask, shape);
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
}

/**
 * Brings each channel of each picture to mean 0 and variance 1, then scales and shifts as learnt.
 */
class InstanceNormalization extends tf.layers.Layer {
  static readonly className = "InstanceNormalization";
  #scale!: tf.LayerVariable;
  #offset!: tf.LayerVariable;

  constructor(readonly seed: number) {
    super({});
  }

  override build(shape: tf.Shape): void {
    const channels = [shape.at(-1)!];
    const aroundOne = tf.initializers.randomNormal({ mean: 1, stddev: 0.02, seed: this.seed });
    this.#scale = this.addWeight("scale", channels, "float32", aroundOne);
    this.#offset = this.addWeight("offset", channels, "float32", tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0]! : inputs;
      const { mean, variance } = tf.moments(input, [1, 2], true);
      const normal = input.sub(mean).mul(variance.add(1e-5).rsqrt());
      return normal.mul(this.#scale.read()).add(this.#offset.read());
    });
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
}

export function dropout(rate: number, random: Random): tf.layers.Layer {
  return new SeededDropout(rate, random);
}

export function instanceNormalization(seed: number): tf.layers.Layer {
  return new InstanceNormalization(seed);
}
