// Losses that TensorFlow.js has by a name, under weights of samples, which it does not support: for
// such a call the loss of this package by that name takes their place. Without weights they stay
// TensorFlow.js's own.

import type { LayersModel } from "./model.js";
import { isPackageLoss, namedLoss } from "./package-losses.js";

/**
 * Runs a call of a model. If it has weights, outputs with a loss of a name that this package has are
 * computed by that loss while it runs.
 */
export async function withNamedLosses<T>(
  model: LayersModel,
  isWeighted: boolean,
  run: () => T | Promise<T>,
): Promise<T> {
  const restore = isWeighted ? replaceNamed(model) : undefined;
  try {
    return await run();
  } finally {
    restore?.();
  }
}

/** The same of a call that answers at once. */
export function withNamedLossesNow<T>(model: LayersModel, isWeighted: boolean, run: () => T): T {
  const restore = isWeighted ? replaceNamed(model) : undefined;
  try {
    return run();
  } finally {
    restore?.();
  }
}

/** @returns What puts the losses back; undefined where there is none to replace. */
function replaceNamed(model: LayersModel): (() => void) | undefined {
  const { lossFunctions: given, metricsTensors, outputNames } = model;
  if (!given) return undefined;
  const found = outputNames.map((name, i) =>
    isPackageLoss(given[i]) ? undefined : namedLoss(identifierOf(model.loss, name, i)),
  );
  if (found.every((loss) => loss === undefined)) return undefined;
  // Among several outputs the first metrics are their losses.
  const metrics = outputNames.length > 1 ? metricsTensors.slice(0, outputNames.length) : [];
  const before = metrics.map(([metric]) => metric);
  model.lossFunctions = given.map((loss, i) => found[i] ?? loss);
  for (const [i, entry] of metrics.entries()) entry[0] = found[i] ?? entry[0];
  return () => {
    model.lossFunctions = given;
    for (const [i, entry] of metrics.entries()) entry[0] = before[i]!;
  };
}

/** The loss of an output as it was passed to `compile`: for all, by position or by name. */
function identifierOf(loss: unknown, name: string, output: number): unknown {
  if (Array.isArray(loss)) return loss[output];
  if (typeof loss !== "object" || loss === null) return loss;
  return (loss as { readonly [outputName: string]: unknown })[name];
}
