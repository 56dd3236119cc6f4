// `lossWeights` of compile: what each output's loss is multiplied by in the total that is trained.
// The losses that are reported of the outputs are themselves, as in Keras.

import { dispose, keep, mean, mul, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { didYouMean, refuse, show } from "../../errors.js";
import { isOpaque } from "../../options/read-keys.js";
import type { LayersModel } from "./model.js";
import type { OutputFunction } from "./model-data.js";

const weightsOfModels = new WeakMap<object, readonly number[]>();

/** The weights of a compiled model; undefined where it has none. */
export function lossWeightsOf(model: object): readonly number[] | undefined {
  return weightsOfModels.get(model);
}

export function setLossWeights(model: object, weights: readonly number[] | undefined): void {
  if (weights) weightsOfModels.set(model, weights);
  else weightsOfModels.delete(model);
}

/**
 * The option as a number for each output; undefined where it is not given.
 *
 * @throws ValueError for what is not a finite number for each output, by position or by name.
 */
export function readLossWeights(
  names: readonly string[],
  given: unknown,
): readonly number[] | undefined {
  if (given === undefined || given === null) return undefined;
  const unfit = (received: string, remedy?: string): never =>
    refuse(
      "LayersModel.compile",
      "lossWeights",
      `have a finite number for each of the outputs ${JSON.stringify(names)}`,
      received,
      remedy,
    );
  if (typeof given !== "object") return unfit(show(given));
  if (!Array.isArray(given)) {
    if (isOpaque(given)) unfit(show(given));
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined) unfit(show(unknown), didYouMean(unknown, names));
  } else if (given.length !== names.length) unfit(`an array of ${given.length}`);
  // An output that an object does not name counts once, as in Keras.
  const weights = names.map((name, i) =>
    Array.isArray(given) ? given[i] : Object.hasOwn(given, name) ? Reflect.get(given, name) : 1,
  );
  for (const weight of weights) if (!Number.isFinite(weight)) unfit(show(weight));
  return weights as number[];
}

/**
 * Runs a model's batch with its losses weighted in the total.
 *
 * @returns What `run` does, and the mean loss of each output without its weight, which are the
 * caller's to dispose; undefined for a model without weights.
 */
export function withLossWeights<T>(
  model: LayersModel,
  run: () => T,
): { readonly result: T; readonly losses: readonly Tensor[] | undefined } {
  const weights = weightsOfModels.get(model);
  if (!weights) return { result: run(), losses: undefined };
  const given = model.lossFunctions;
  const losses: Tensor[] = [];
  model.lossFunctions = given.map(
    (loss, i): OutputFunction =>
      (yTrue, yPred) => {
        const value = loss(yTrue, yPred);
        losses[i]?.dispose();
        losses[i] = keep(tidy(() => mean(value)));
        return mul(value, weights[i]!);
      },
  );
  try {
    return { result: run(), losses };
  } catch (error) {
    dispose(losses);
    throw error;
  } finally {
    model.lossFunctions = given;
  }
}
