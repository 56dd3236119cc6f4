// How a call is made, through each of the ways there are.

import { isFocal } from "../oracle/loss.js";
import type { Arguments } from "./build.js";
import type { Call } from "./call.js";
import type { Library } from "./library.js";

type Metric = InstanceType<Library["metrics"]["BinaryCrossentropy"]>;
type LossClass = Library["BinaryCrossentropy"];

/** The class, the function and the metric that a call is of. */
export function kindOf({ options }: Pick<Call, "options">, library: Library) {
  const { metrics } = library;
  return isFocal(options)
    ? {
        Loss: library.BinaryFocalCrossentropy as unknown as LossClass,
        losses: library.binaryFocalCrossentropy,
        Metric: metrics.BinaryFocalCrossentropy as unknown as typeof metrics.BinaryCrossentropy,
      }
    : {
        Loss: library.BinaryCrossentropy,
        losses: library.binaryCrossentropy,
        Metric: metrics.BinaryCrossentropy,
      };
}

export function metricOf(call: Call, library: Library): Metric {
  const { reduction: _, ...elementOptions } = call.options;
  const { Metric } = kindOf(call, library);
  return new Metric(elementOptions as object);
}

/** What a call with these arguments gives, one after the other. */
export function calls(call: Call, library: Library, args: Arguments): (() => unknown)[] {
  const { yTrue, yPred, sampleWeight, mask } = args;
  const { reduction: _, ...elementOptions } = call.options;
  const { Loss, losses } = kindOf(call, library);
  if (call.through === "metric")
    return [
      () =>
        metricOf(call, library).updateState(
          yTrue,
          yPred,
          sampleWeight,
          mask === undefined ? undefined : { mask },
        ),
    ];
  if (call.through === "function") return [() => losses(yTrue, yPred, elementOptions as object)];
  const bce = () => new Loss(call.options as object);
  if (call.through === "method") return [() => bce().call(yTrue, yPred)];
  const shape = call.yPred.shape;
  const out =
    args.out &&
    (call.out!.isShaped
      ? { data: args.out, shape: call.out!.spoiled === "shape" ? [...shape, 2] : [...shape] }
      : args.out);
  const options = { ...(mask !== undefined && { mask }), ...(out && { out }) };
  const masked = mask === undefined ? undefined : { mask };
  return [
    () => bce()(yTrue, yPred, sampleWeight, masked),
    () =>
      bce().valueAndGrad(
        yTrue,
        yPred,
        sampleWeight,
        mask === undefined && !out ? undefined : options,
      ),
    () =>
      bce().hessian(yTrue, yPred, sampleWeight, mask === undefined && !out ? undefined : options),
  ];
}
