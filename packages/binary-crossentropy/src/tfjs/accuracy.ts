// The share of predictions on the right side of one half. TensorFlow.js compares any output of a
// model with 0.5; logits must be compared with 0, where the sigmoid is 0.5.

import {
  cast,
  div,
  equal,
  greater,
  isNaN as isNotANumber,
  logicalNot,
  maximum,
  mean,
  notEqual,
  scalar,
  sum,
  type Tensor,
  tidy,
  where,
} from "@tensorflow/tfjs-core";

/**
 * The share of the labels that were predicted, over all elements of a batch: in [0, 1], and 0 where
 * no label counts.
 *
 * @param fromLogits Whether yPred are logits, not probabilities.
 * @param ignoreLabel A label whose elements count for nothing.
 */
export function binaryAccuracy(
  yTrue: Tensor,
  yPred: Tensor,
  fromLogits: boolean,
  ignoreLabel?: number,
): Tensor {
  return tidy(() => {
    const isPositive = cast(greater(yPred, fromLogits ? 0 : 0.5), "float32");
    const isRight = cast(equal(cast(yTrue, "float32"), isPositive), "float32");
    if (ignoreLabel === undefined) return mean(isRight);
    const counts = differsFrom(ignoreLabel, yTrue);
    return div(sum(where(counts, isRight, 0)), maximum(sum(cast(counts, "float32")), 1));
  });
}

/** Which labels differ from this one, which may be NaN. */
export function differsFrom(label: number, labels: Tensor): Tensor {
  return label !== label
    ? logicalNot(isNotANumber(labels))
    : notEqual(labels, scalar(Math.fround(label)));
}
