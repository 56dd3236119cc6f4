// The masks of masking layers, where they reach an output of a model. TensorFlow.js computes them on
// the way to the outputs, and lets them go there.

import { dispose, keep, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, OutputLayer } from "./model.js";
import { withMethod } from "./with-method.js";

let masks: Map<OutputLayer, Tensor> | undefined;

/** The mask of an output in the batch that is being computed; null where it has none. */
export function outputMask({ outputs }: LayersModel, output: number): Tensor | null {
  return masks?.get(outputs[output]!.sourceLayer) ?? null;
}

/** Runs a model's batch in which the masks of its outputs are kept. */
export function withOutputMasks<T>({ outputs }: LayersModel, run: () => T): T {
  const before = masks;
  const own = new Map<OutputLayer, Tensor>();
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

/** What runs `rest` while the layer's masks are kept. */
function watching<T>(layer: OutputLayer, own: Map<OutputLayer, Tensor>, rest: () => T): () => T {
  const { computeMask } = layer;
  if (typeof computeMask !== "function") return rest;
  const kept: OutputLayer["computeMask"] = (...args) => {
    const mask = computeMask.apply(layer, args);
    const first = Array.isArray(mask) ? mask[0] : mask;
    own.get(layer)?.dispose();
    own.delete(layer);
    // TensorFlow.js disposes its own.
    if (first) own.set(layer, keep(first.clone()));
    return mask;
  };
  return () => withMethod(layer, "computeMask", kept, rest);
}
