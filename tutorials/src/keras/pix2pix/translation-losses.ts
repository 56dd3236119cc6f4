// The losses of the tutorial: the generator should convince the discriminator of every patch, and
// stay close to the target.

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";

const bce = new BinaryCrossentropy({ fromLogits: true });

/** Weight of the distance to the target relative to the adversarial loss. */
export const lambda = 100;

export function generatorLoss(generatedOutput: tf.Tensor, generated: tf.Tensor, target: tf.Tensor) {
  const gan = bce(tf.onesLike(generatedOutput), generatedOutput);
  const l1 = tf.mean<tf.Scalar>(tf.abs(target.sub(generated)));
  return { total: gan.add<tf.Scalar>(l1.mul(lambda)), gan, l1 };
}

export function discriminatorLoss(realOutput: tf.Tensor, generatedOutput: tf.Tensor): tf.Scalar {
  const realLoss = bce(tf.onesLike(realOutput), realOutput);
  const generatedLoss = bce(tf.zerosLike(generatedOutput), generatedOutput);
  return realLoss.add(generatedLoss);
}
