// A loss of one's own: its loop, and the class that hands it to this package.

import { Loss, type NdArray } from "binary-crossentropy";

type Numbers = NdArray["data"] | number[];

/** The loop that the class and whoever writes it by hand have in common. */
export function squaredErrors(labels: Numbers, predictions: Numbers): Float32Array<ArrayBuffer> {
  const { length } = predictions;
  const losses = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const error = labels[i]! - predictions[i]!;
    losses[i] = error * error;
  }
  return losses;
}

export class SquaredError extends Loss {
  call(yTrue: NdArray, yPred: NdArray): Float32Array<ArrayBuffer> {
    return squaredErrors(yTrue.data, yPred.data);
  }
}
