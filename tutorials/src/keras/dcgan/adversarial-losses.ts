// The losses of the tutorial: binary cross-entropy of the discriminator's logits, for both players.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";

const crossEntropy = new BinaryCrossentropy({ fromLogits: true });

/** Real pictures should be judged 1, generated ones 0. */
export function discriminatorLoss(realOutput: tf.Tensor, fakeOutput: tf.Tensor): tf.Scalar {
  const realLoss = crossEntropy(tf.onesLike(realOutput), realOutput);
  const fakeLoss = crossEntropy(tf.zerosLike(fakeOutput), fakeOutput);
  return realLoss.add(fakeLoss);
}

/** Generated pictures should be judged 1. */
export function generatorLoss(fakeOutput: tf.Tensor): tf.Scalar {
  return crossEntropy(tf.onesLike(fakeOutput), fakeOutput);
}
