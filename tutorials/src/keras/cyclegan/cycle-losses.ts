// The losses of the tutorial: adversarial in both directions, and two that keep a translation true
// to its original. Translated there and back, a picture should be the original again (cycle); a
// picture that already is of the target's kind should stay as it is (identity).

import * as tf from "@tensorflow/tfjs";
import { BinaryCrossentropy } from "binary-crossentropy/tfjs";

const loss = new BinaryCrossentropy({ fromLogits: true });

/** Weight of the cycle loss relative to the adversarial loss. The identity loss has half of it. */
export const lambda = 10;

export function discriminatorLoss(real: tf.Tensor, generated: tf.Tensor): tf.Scalar {
  const realLoss = loss(tf.onesLike(real), real);
  const generatedLoss = loss(tf.zerosLike(generated), generated);
  return realLoss.add(generatedLoss).mul(0.5);
}

export function generatorLoss(generated: tf.Tensor): tf.Scalar {
  return loss(tf.onesLike(generated), generated);
}

export function cycleLoss(real: tf.Tensor, cycled: tf.Tensor): tf.Scalar {
  return meanDistance(real, cycled).mul(lambda);
}

export function identityLoss(real: tf.Tensor, same: tf.Tensor): tf.Scalar {
  return meanDistance(real, same).mul(lambda * 0.5);
}

function meanDistance(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.mean(tf.abs(a.sub(b)));
}
