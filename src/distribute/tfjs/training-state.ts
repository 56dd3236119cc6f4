// All that a training needs to go on, as bytes: weights, the optimizer's state, and how far it is.
// What replica 0 has at the start reaches the others in the same form as what a checkpoint keeps.

import { tensor, tidy } from "@tensorflow/tfjs-core";
import { refuse } from "../../errors.js";
import { type LayersModel, trainedVariables } from "../../tfjs/layers/model.js";
import { firstDifference } from "./agreement.js";
import {
  describeArray,
  expectedState,
  readOptimizer,
  writeOptimizer,
  writeOptions,
} from "./optimizer-state.js";
import type { Progress } from "./progress.js";
import { type Archive, decode, encode, isForeign, type NamedArray } from "./safetensors.js";
import { parseText, stringifyText } from "./state-text.js";

/** What was saved, but for the weights and the optimizer's variables, which are in their places. */
export interface Restored {
  readonly progress: Progress;
  /** Of the optimizer, as they were then: callbacks may change them. */
  readonly options: Readonly<Record<string, unknown>>;
}

const optimizerPrefix = "optimizer/";

/** @param training What decides the training, in lines. */
export async function saveState(
  owner: string,
  model: LayersModel,
  training: readonly string[],
  progress: Progress,
): Promise<Uint8Array> {
  const weights = model.weights.map(async (weight, i): Promise<NamedArray> => {
    const variable = weight.read();
    return {
      name: `weights/${i}`,
      shape: variable.shape,
      data: (await variable.data()).slice() as Float32Array,
    };
  });
  const state = (await readOptimizer(owner, model.optimizer)).map((array) => ({
    ...array,
    name: `${optimizerPrefix}${array.name}`,
  }));
  const options = (model.optimizer.getConfig() ?? {}) as Record<string, unknown>;
  return encode({
    text: stringifyText({ training, options, progress }),
    arrays: [...(await Promise.all(weights)), ...state],
  });
}

/**
 * Puts the weights and the optimizer's state in their places.
 *
 * @param source What the bytes are, for messages.
 * @throws ValueError for bytes that are not whole or of another kind, and for those of another
 * training; nothing has changed then.
 */
export async function restoreState(
  owner: string,
  model: LayersModel,
  training: readonly string[],
  bytes: Uint8Array,
  source: string,
): Promise<Restored> {
  const { text, arrays } = readArchive(owner, bytes, source);
  const saved = parseText(owner, source, text);
  expectSame(owner, source, saved.training, training);
  const isOfOptimizer = ({ name }: NamedArray) => name.startsWith(optimizerPrefix);
  const weights = arrays.filter((array) => !isOfOptimizer(array));
  const state = arrays
    .filter(isOfOptimizer)
    .map((array) => ({ ...array, name: array.name.slice(optimizerPrefix.length) }));
  expectSame(owner, source, weights.map(describeArray), expectedWeights(model));
  const expected = expectedState(model.optimizer, trainedVariables(model), state);
  if (expected) expectSame(owner, source, state.map(describeArray), expected);
  tidy(() => {
    model.weights.forEach((weight, i) => {
      const { shape, data } = weights[i]!;
      const variable = weight.read();
      variable.assign(tensor(data, [...shape], variable.dtype as "float32"));
    });
  });
  await writeOptimizer(model.optimizer, state);
  return { progress: saved.progress, options: saved.options };
}

/** Gives the optimizer the options that it had then. */
export function restoreOptions({ optimizer }: LayersModel, { options }: Restored): void {
  writeOptions(optimizer, options);
}

const dtypes: Readonly<Record<string, string>> = { float32: "F32", int32: "I32", bool: "U8" };

function expectedWeights({ weights }: LayersModel): string[] {
  return weights.map(
    ({ dtype, shape }, i) => `weights/${i} ${dtypes[dtype]} [${shape.join(", ")}]`,
  );
}

function readArchive(owner: string, bytes: Uint8Array, source: string): Archive {
  if (isForeign(bytes)) {
    refuse(
      owner,
      source,
      "be a checkpoint that this package wrote",
      "a file of another kind",
      "Give the path of another file.",
    );
  }
  try {
    return decode(bytes);
  } catch (error) {
    return refuse(
      owner,
      source,
      "be whole",
      `a damaged one: ${(error as Error).message}`,
      "Remove it to start anew.",
    );
  }
}

function expectSame(
  owner: string,
  source: string,
  saved: readonly string[],
  wanted: readonly string[],
): void {
  if (saved.join("\n") === wanted.join("\n")) return;
  const [received, expected] = firstDifference(saved, wanted);
  refuse(
    owner,
    source,
    `be of this training, which has ${expected}`,
    received,
    "Use another one, or remove it to start anew.",
  );
}
