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
    const { isRight, counts } = compareLabels(yTrue, yPred, fromLogits, ignoreLabel);
    if (!counts) return mean(isRight);
    return div(sum(isRight), maximum(sum(counts), 1));
  });
}

/**
 * For each label 1 where it was predicted, else 0; and 1 where it counts, else 0, or undefined where
 * all do.
 */
export function compareLabels(
  yTrue: Tensor,
  yPred: Tensor,
  fromLogits: boolean,
  ignoreLabel?: number,
): { readonly isRight: Tensor; readonly counts: Tensor | undefined } {
  const isPositive = cast(greater(yPred, fromLogits ? 0 : 0.5), "float32");
  const isRight = cast(equal(cast(yTrue, "float32"), isPositive), "float32");
  if (ignoreLabel === undefined) return { isRight, counts: undefined };
  const counts = differsFrom(ignoreLabel, yTrue);
  return { isRight: where(counts, isRight, 0), counts: cast(counts, "float32") };
}

/** Which labels differ from this one, which may be NaN. */
export function differsFrom(label: number, labels: Tensor): Tensor {
  return label !== label
    ? logicalNot(isNotANumber(labels))
    : notEqual(labels, scalar(Math.fround(label)));
}
