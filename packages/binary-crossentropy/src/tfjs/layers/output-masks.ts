// The masks of masking layers, where they reach an output of a model. TensorFlow.js computes them on
// the way to the outputs, and lets them go there.

import { dispose, keep, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, OutputLayer } from "./model.js";
import { withMethod } from "./with-method.js";

/** By the predictions that they belong to: one layer may give several outputs. */
type Masks = Map<unknown, Tensor>;

let masks: Masks | undefined;

/** The mask of predictions in the batch that is being computed; undefined where they have none. */
export function maskOf(yPred: unknown): Tensor | undefined {
  return masks?.get(yPred);
}

/** Runs a model's batch in which the masks of its outputs are kept. */
export function withOutputMasks<T>({ outputs }: LayersModel, run: () => T): T {
  const before = masks;
  const own: Masks = new Map();
  masks = own;
  const layers = new Set(outputs.map(({ sourceLayer }) => sourceLayer));
  const watched = [...layers].reduce<() => T>((rest, layer) => watching(layer, own, rest), run);
  try {
    return watched();
  } finally {
    dispose([...own.values()]);
    masks = before;
  }
}

/**
 * What runs `rest` while the layer's masks are kept. TensorFlow.js asks a layer for its mask right
 * after it has applied it, and takes the first one for all that it gave.
 */
function watching<T>(layer: OutputLayer, own: Masks, rest: () => T): () => T {
  const { apply, computeMask } = layer;
  if (typeof computeMask !== "function") return rest;
  let applied: readonly unknown[] = [];
  const watchedApply: OutputLayer["apply"] = (...args) => {
    const outputs = apply.apply(layer, args);
    applied = [outputs].flat();
    return outputs;
  };
  const watchedMask: OutputLayer["computeMask"] = (...args) => {
    const mask = computeMask.apply(layer, args);
    const [first] = [mask].flat();
    // TensorFlow.js disposes its own.
    if (first) for (const output of applied) own.set(output, keep(first.clone()));
    applied = [];
    return mask;
  };
  return () =>
    withMethod(layer, "apply", watchedApply, () =>
      withMethod(layer, "computeMask", watchedMask, rest),
    );
}
