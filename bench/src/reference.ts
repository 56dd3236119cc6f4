// The right answer: this package's own in float64, which the goldens hold it to. It is computed in another process than
// the timings, because a function that has seen Float64Arrays is compiled into slower code for Float32Arrays.

import { BinaryCrossentropy } from "binary-crossentropy";
import type { Data, Workload } from "./workloads.js";

export interface Reference {
  readonly mean: number;
  /** The gradient of the mean, where it is part of the workload. */
  readonly grad: Float64Array | undefined;
}

export function referenceOf({ quantity, input }: Workload, { yTrue, yPred }: Data): Reference {
  const bce = new BinaryCrossentropy({ fromLogits: input === "logits", dtype: "float64" });
  if (quantity === "value") return { mean: bce(yTrue, yPred), grad: undefined };
  const grad = new Float64Array(yPred.length);
  return { mean: bce.valueAndGrad(yTrue, yPred, undefined, { out: grad }).value, grad };
}
