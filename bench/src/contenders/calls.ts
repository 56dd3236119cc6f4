// The calls of this package that workloads are about, ready to be made again and again.

import {
  BinaryCrossentropy,
  kernelName,
  type LossResult,
  type NdArray,
  type Reduction,
} from "binary-crossentropy";
import type { FloatArray } from "../data.js";
import { formsOf, type Put, perTensorOf, tensorOf } from "../roads/forms.js";
import { ignored } from "../roads/road.js";
import { flat } from "../roads/roads.js";
import { type RoadWorkload, smoothingOf } from "../workloads.js";
import type { Inputs, Ready } from "./contender.js";
import { SquaredError } from "./squared-error.js";

/** Where a call's arrays lie. */
export interface Place {
  readonly put: Put;
  /** An array to write to. */
  output(length: number): FloatArray;
}

export function callOf(workload: RoadWorkload, inputs: Inputs, place: Place): Ready {
  const { road = flat, quantity, n } = workload;
  const { labels, predictions, weights, mask, posWeight } = formsOf(workload, inputs, place.put);
  const yTrue = tensorOf(labels, workload);
  const yPred = tensorOf(predictions, workload);
  const perElement = workload.weights === "none" ? undefined : place.put(inputs.weights!);
  const w = weights ? perTensorOf(weights, road.weights, workload) : perElement;
  const left = mask && { mask: perTensorOf(mask, road.mask, workload) };
  const bce = road.own
    ? undefined
    : new BinaryCrossentropy<Reduction>({
        fromLogits: workload.input === "logits",
        labelSmoothing: smoothingOf(workload),
        dialect: workload.dialect ?? "keras2",
        dtype: workload.dtype,
        reduction: road.reduction === "none" ? "none" : "auto",
        axis: road.axis,
        validate: road.validate,
        ...(posWeight === undefined ? {} : { posWeight }),
        ...(road.ignoring ? { ignoreLabel: ignored } : {}),
      });
  const kernel = kernelName();
  const loss = bce ?? new SquaredError();
  let losses: FloatArray | undefined;
  const numberOf = (result: LossResult<Reduction>): number => {
    if (typeof result === "number") return result;
    losses = (result as NdArray).data as FloatArray;
    return losses[0]!;
  };
  if (quantity === "value")
    return { run: () => numberOf(loss(yTrue, yPred, w, left)), grad: () => losses, kernel };
  const out = place.output(n);
  const options = { ...left, out };
  const run =
    quantity === "Hessian"
      ? () => {
          bce!.hessian(yTrue, yPred, w, options);
          return out[0]!;
        }
      : () => numberOf(bce!.valueAndGrad(yTrue, yPred, w, options).value);
  return { run, grad: () => out, losses: () => losses, kernel };
}
