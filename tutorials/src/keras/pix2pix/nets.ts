// The nets that the tutorials "pix2pix: Image-to-image translation with a conditional GAN" and
// "CycleGAN" share: a U-Net that halves the picture to a few pixels and doubles it back, with skip
// connections, and a PatchGAN discriminator with one logit for each patch of the picture. Weights
// start from a normal distribution with a standard deviation of 0.02.
//
// Smaller than the tutorials': pictures of 32 × 32 pixels instead of 256 × 256, so 4 halvings
// instead of 8, and 2 instead of 3 in the discriminator; a quarter of the channels (`width` 16
// instead of 64). Since there are fewer steps, batch statistics are averaged over dozens of them
// instead of hundreds (momentum 0.9 instead of 0.99).

import * as tf from "@tensorflow/tfjs";
import { dropout, instanceNormalization } from "../nets/layers.js";
import type { Random } from "../random.js";

/** "batch" in pix2pix, "instance" in CycleGAN. */
export type Normalization = "batch" | "instance";

export interface NetOptions {
  readonly size: number;
  readonly channels: number;
  readonly width: number;
  readonly normalization: Normalization;
  readonly random: Random;
}

/** Turns pictures into pictures of the same shape, in [-1, 1]. The size is a multiple of 16. */
export function makeGenerator(options: NetOptions): tf.LayersModel {
  const { size, channels, width, random } = options;
  const input = tf.input({ shape: [size, size, channels] });
  const widths = [width, 2 * width, 4 * width, 4 * width];
  const skips: tf.SymbolicTensor[] = [];
  let x = input;
  for (const [i, filters] of widths.entries()) {
    x = downsample(x, filters, i > 0, options);
    skips.push(x);
  }
  skips.pop();
  for (const [i, filters] of [4 * width, 2 * width, width].entries()) {
    x = upsample(x, filters, i === 0, options);
    x = tf.layers.concatenate().apply([x, skips.pop()!]) as tf.SymbolicTensor;
  }
  const last = tf.layers.conv2dTranspose({
    ...halfOrDouble,
    filters: channels,
    activation: "tanh",
    kernelInitializer: initializer(random),
  });
  return tf.model({ inputs: input, outputs: last.apply(x) as tf.SymbolicTensor });
}

/**
 * Turns pictures into one logit per patch. In pix2pix it sees the input and the target, so `inputs`
 * is 2; in CycleGAN it is 1.
 */
export function makeDiscriminator(options: NetOptions, inputs: 1 | 2): tf.LayersModel {
  const { size, channels, width, random } = options;
  const shown = Array.from({ length: inputs }, () => tf.input({ shape: [size, size, channels] }));
  let x = inputs === 1 ? shown[0]! : (tf.layers.concatenate().apply(shown) as tf.SymbolicTensor);
  x = downsample(x, width, false, options);
  x = downsample(x, 2 * width, true, options);
  x = tf.layers.zeroPadding2d().apply(x) as tf.SymbolicTensor;
  x = convolution(x, {
    filters: 4 * width,
    kernelSize: 4,
    strides: 1,
    useBias: false,
    kernelInitializer: initializer(random),
  });
  x = normalize(x, options);
  x = tf.layers.leakyReLU().apply(x) as tf.SymbolicTensor;
  x = tf.layers.zeroPadding2d().apply(x) as tf.SymbolicTensor;
  x = convolution(x, {
    filters: 1,
    kernelSize: 4,
    strides: 1,
    kernelInitializer: initializer(random),
  });
  return tf.model({ inputs: shown, outputs: x });
}

const halfOrDouble = { kernelSize: 4, strides: 2, padding: "same" } as const;

function downsample(
  x: tf.SymbolicTensor,
  filters: number,
  normalized: boolean,
  options: NetOptions,
): tf.SymbolicTensor {
  let y = convolution(x, {
    ...halfOrDouble,
    filters,
    useBias: false,
    kernelInitializer: initializer(options.random),
  });
  if (normalized) y = normalize(y, options);
  return tf.layers.leakyReLU().apply(y) as tf.SymbolicTensor;
}

function upsample(
  x: tf.SymbolicTensor,
  filters: number,
  dropped: boolean,
  options: NetOptions,
): tf.SymbolicTensor {
  const kernelInitializer = initializer(options.random);
  const doubled = tf.layers.conv2dTranspose({
    ...halfOrDouble,
    filters,
    useBias: false,
    kernelInitializer,
  });
  let y = normalize(doubled.apply(x) as tf.SymbolicTensor, options);
  if (dropped) y = dropout(0.5, options.random).apply(y) as tf.SymbolicTensor;
  return tf.layers.reLU().apply(y) as tf.SymbolicTensor;
}

function convolution(
  x: tf.SymbolicTensor,
  options: Parameters<typeof tf.layers.conv2d>[0],
): tf.SymbolicTensor {
  return tf.layers.conv2d(options).apply(x) as tf.SymbolicTensor;
}

function normalize(x: tf.SymbolicTensor, { normalization, random }: NetOptions): tf.SymbolicTensor {
  const layer =
    normalization === "batch"
      ? tf.layers.batchNormalization({ momentum: 0.9 })
      : instanceNormalization(random.seed());
  return layer.apply(x) as tf.SymbolicTensor;
}

function initializer(random: Random) {
  return tf.initializers.randomNormal({ mean: 0, stddev: 0.02, seed: random.seed() });
}
