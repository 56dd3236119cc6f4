// The masks of masking layers, where they reach an output of a model. TensorFlow.js computes them on
// the way to the outputs, and lets them go there.

import { dispose, keep, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, OutputLayer } from "./model.js";

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
  const watched = [...layers].filter(({ computeMask }) => typeof computeMask === "function");
  for (const layer of watched) {
    const { computeMask } = layer;
    layer.computeMask = (...args) => {
      const mask = computeMask!.apply(layer, args);
      const first = Array.isArray(mask) ? mask[0] : mask;
      // TensorFlow.js disposes its own.
      if (first) own.set(layer, keep(first.clone()));
      return mask;
    };
  }
  try {
    return run();
  } finally {
    // The method is the class's again.
    for (const layer of watched) delete layer.computeMask;
    dispose([...own.values()]);
    masks = before;
  }
}
