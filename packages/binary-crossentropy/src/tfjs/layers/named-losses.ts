// Losses that TensorFlow.js has by a name, under weights of samples, which it does not support: for
// such a call the loss of this package by that name takes their place. Without weights they stay
// TensorFlow.js's own.

import type { LayersModel } from "./model.js";
import type { OutputFunction } from "./model-data.js";
import { isPackageLoss, namedLoss } from "./package-losses.js";
import { hasPackageLoss } from "./weights.js";

/**
 * Runs a call of a model. If it has weights, outputs with a loss of a name that this package has are
 * computed by that loss while it runs.
 */
export function withNamedLosses<T>(
  model: LayersModel,
  isWeighted: boolean,
  run: () => Promise<T>,
): Promise<T> {
  return withNamedLossesLater(model, (replace) => {
    if (isWeighted) replace();
    return run();
  });
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

/**
 * The same of a call that learns of its weights while it runs.
 *
 * @param run Is given what to call once there are weights.
 */
export async function withNamedLossesLater<T>(
  model: LayersModel,
  run: (replace: () => void) => Promise<T>,
): Promise<T> {
  let restore: (() => void) | undefined;
  try {
    return await run(() => {
      restore ??= replaceNamed(model);
    });
  } finally {
    restore?.();
  }
}

/** Whether the model has an output with a loss of this package, or with one by its name. */
export function isKnown(model: LayersModel): boolean {
  return hasPackageLoss(model) || hasNamedLoss(model);
}

/** The same of one output. */
export function isKnownOutput(model: LayersModel, output: number): boolean {
  return isPackageLoss(model.lossFunctions[output]) || namedLossesOf(model)[output] !== undefined;
}

/**
 * Whether the model has an output whose loss this package has by its name, and has not replaced.
 */
export function hasNamedLoss(model: LayersModel): boolean {
  return namedLossesOf(model).some((loss) => loss !== undefined);
}

/** For each output the loss of this package by its loss's name; empty before it is compiled. */
function namedLossesOf({ loss, lossFunctions, outputNames }: LayersModel) {
  if (!lossFunctions) return [];
  return outputNames.map((name, i) =>
    isPackageLoss(lossFunctions[i]) ? undefined : namedLoss(identifierOf(loss, name, i)),
  );
}

interface Replacement {
  /** Calls that run with it. */
  calls: number;
  restore(): void;
}

/** By the losses that a model has meanwhile: one that is compiled anew has others. */
const replacements = new WeakMap<readonly OutputFunction[], Replacement>();

/** @returns What ends the call: the last one puts the losses back. */
function replaceNamed(model: LayersModel): (() => void) | undefined {
  const replacement = replacements.get(model.lossFunctions) ?? newReplacement(model);
  if (!replacement) return undefined;
  replacement.calls++;
  return () => {
    replacement.calls--;
    if (replacement.calls === 0) replacement.restore();
  };
}

/** @returns undefined where there is no loss to replace. */
function newReplacement(model: LayersModel): Replacement | undefined {
  if (!hasNamedLoss(model)) return undefined;
  const { lossFunctions: given, metricsTensors, outputNames } = model;
  const found = namedLossesOf(model);
  // Among several outputs the first metrics are their losses.
  const metrics = outputNames.length > 1 ? metricsTensors.slice(0, outputNames.length) : [];
  const before = metrics.map(([metric]) => metric);
  const losses = given.map((loss, i) => found[i] ?? loss);
  model.lossFunctions = losses;
  for (const [i, entry] of metrics.entries()) entry[0] = found[i] ?? entry[0];
  const restore = () => {
    if (model.lossFunctions === losses) model.lossFunctions = given;
    for (const [i, entry] of metrics.entries()) entry[0] = before[i]!;
  };
  const replacement = { calls: 0, restore };
  replacements.set(losses, replacement);
  return replacement;
}

/** The loss of an output as it was passed to `compile`: for all, by position or by name. */
function identifierOf(loss: unknown, name: string, output: number): unknown {
  if (Array.isArray(loss)) return loss[output];
  if (typeof loss !== "object" || loss === null) return loss;
  return (loss as { readonly [outputName: string]: unknown })[name];
}
