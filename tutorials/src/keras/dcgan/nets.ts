// Generator and discriminator of the tutorial "Deep Convolutional Generative Adversarial Network",
// layer by layer: transposed convolutions with batch normalisation and leaky ReLU from noise to a
// picture, and convolutions with leaky ReLU and dropout from a picture to one logit.
//
// Smaller than the tutorial's: a quarter of the channels (`width` 16 instead of 64). Since there
// are fewer steps, batch statistics are averaged over dozens of them instead of hundreds (momentum
// 0.9 instead of 0.99), and Adam takes longer steps (0.001 instead of 0.0001).

import * as tf from "@tensorflow/tfjs";
import { dropout } from "../nets/layers.js";
import type { Random } from "../random.js";

export const noiseLength = 100;

/**
 * Turns noise [n, 100] into pictures [n, size, size, 1] in [-1, 1]. The size is a multiple of 4.
 */
export function makeGenerator(width: number, size: number, random: Random): tf.LayersModel {
  const start = size / 4;
  const model = tf.sequential();
  const kernelInitializer = () => tf.initializers.glorotUniform({ seed: random.seed() });
  const normalised = () => {
    model.add(tf.layers.batchNormalization({ momentum: 0.9 }));
    model.add(tf.layers.leakyReLU());
  };
  const upwards = (filters: number, strides: number) =>
    model.add(
      tf.layers.conv2dTranspose({
        filters,
        kernelSize: 5,
        strides,
        padding: "same",
        useBias: false,
        kernelInitializer: kernelInitializer(),
      }),
    );

  const units = start * start * 4 * width;
  model.add(
    tf.layers.dense({
      units,
      useBias: false,
      inputShape: [noiseLength],
      kernelInitializer: kernelInitializer(),
    }),
  );
  normalised();
  model.add(tf.layers.reshape({ targetShape: [start, start, 4 * width] }));
  upwards(2 * width, 1);
  normalised();
  upwards(width, 2);
  normalised();
  upwards(1, 2);
  model.add(tf.layers.activation({ activation: "tanh" }));
  return model;
}

/** Turns pictures into logits [n, 1], above 0 for those that it takes for real. */
export function makeDiscriminator(width: number, size: number, random: Random): tf.LayersModel {
  const model = tf.sequential();
  const kernelInitializer = () => tf.initializers.glorotUniform({ seed: random.seed() });
  const downwards = (filters: number) => {
    const options = {
      filters,
      kernelSize: 5,
      strides: 2,
      padding: "same",
      kernelInitializer: kernelInitializer(),
    } as const;
    model.add(
      tf.layers.conv2d(
        model.layers.length === 0 ? { ...options, inputShape: [size, size, 1] } : options,
      ),
    );
    model.add(tf.layers.leakyReLU());
    model.add(dropout(0.3, random));
  };
  downwards(width);
  downwards(2 * width);
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 1, kernelInitializer: kernelInitializer() }));
  return model;
}
