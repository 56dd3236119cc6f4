// How a call is made, through each of the ways there are.

import type { Arguments } from "./build.js";
import type { Call } from "./call.js";
import type { Library } from "./library.js";

type Metric = InstanceType<Library["metrics"]["BinaryCrossentropy"]>;

export function metricOf({ options }: Call, library: Library): Metric {
  const { reduction: _, ...elementOptions } = options;
  return new library.metrics.BinaryCrossentropy(elementOptions as object);
}

/** What a call with these arguments gives, one after the other. */
export function calls(call: Call, library: Library, args: Arguments): (() => unknown)[] {
  const { yTrue, yPred, sampleWeight, mask } = args;
  const { reduction: _, ...elementOptions } = call.options;
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
  if (call.through === "function")
    return [() => library.binaryCrossentropy(yTrue, yPred, elementOptions as object)];
  const bce = () => new library.BinaryCrossentropy(call.options as object);
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
