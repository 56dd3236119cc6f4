// The losses, as in the tutorial: both players are scored by binary cross-entropy on the
// discriminator's logits.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";

const crossEntropy = new BinaryCrossentropy({ fromLogits: true });

/** Real pictures should get 1 and made ones 0. */
export function discriminatorLoss(realOutput: tf.Tensor, fakeOutput: tf.Tensor): tf.Scalar {
  const realLoss = crossEntropy(tf.onesLike(realOutput), realOutput);
  const fakeLoss = crossEntropy(tf.zerosLike(fakeOutput), fakeOutput);
  return realLoss.add(fakeLoss);
}

/** What the generator made should get 1. */
export function generatorLoss(fakeOutput: tf.Tensor): tf.Scalar {
  return crossEntropy(tf.onesLike(fakeOutput), fakeOutput);
}
