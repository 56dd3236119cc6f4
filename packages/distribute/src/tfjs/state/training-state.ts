// Everything that a training needs to go on, as bytes: the weights, the optimizer's state, and the
// progress. At the start, the state of replica 0 reaches the others in the same form as a
// checkpoint.

import { tidy } from "@tensorflow/tfjs-core";
import { refuse } from "binary-crossentropy/internal";
import { type LayersModel, trainedVariables } from "binary-crossentropy/tfjs/internal";
import { toText } from "../../bytes.js";
import { firstDifference } from "../../comparisons.js";
import type { Strategy } from "../../strategy.js";
import { broadcastBytes } from "../messages/broadcast-bytes.js";
import { runOnFirst } from "../messages/failures.js";
import { describeArray, describeExpected, toArray, toTensor } from "./named-arrays.js";
import { expectedState, readOptimizer, writeOptimizer, writeOptions } from "./optimizer-state.js";
import { Progress, type SavedProgress } from "./progress.js";
import { type Archive, decode, encode, isForeign, type NamedArray } from "./safetensors.js";
import { parseStateText, type StateText } from "./state-text.js";

/** What was saved beside the weights and the optimizer's variables, which are in their places. */
export interface Restored {
  readonly progress: SavedProgress;
  /** The options of the optimizer as they were then: callbacks may change them. */
  readonly options: Readonly<Record<string, unknown>>;
}

const optimizerPrefix = "optimizer/";

/** @param training What decides the training, in lines. */
export async function saveState(
  owner: string,
  model: LayersModel,
  training: readonly string[],
  progress: SavedProgress,
): Promise<Uint8Array> {
  const weights = model.weights.map((weight, i) =>
    toArray({ name: `weights/${i}`, tensor: weight.read() }),
  );
  const state = (await readOptimizer(owner, model.optimizer)).map((array) => ({
    ...array,
    name: `${optimizerPrefix}${array.name}`,
  }));
  const options = (model.optimizer.getConfig() ?? {}) as Record<string, unknown>;
  const text: StateText = { training, options, progress };
  return encode({ text: toText(text), arrays: [...(await Promise.all(weights)), ...state] });
}

/**
 * Gives every replica the weights and the optimizer's state of replica 0.
 *
 * @throws On every replica what keeps replica 0 from giving them.
 */
export async function broadcastState(
  owner: string,
  strategy: Strategy,
  model: LayersModel,
  training: readonly string[],
  source: string,
): Promise<void> {
  const bytes = await runOnFirst(strategy, () =>
    saveState(owner, model, training, new Progress(0).toSaved([])),
  );
  await restoreState(owner, model, training, broadcastBytes(strategy, bytes)!, source);
}

/**
 * Restores the weights and the optimizer's state.
 *
 * @param source What the bytes are, for messages.
 * @throws ValueError for bytes that are damaged or of another kind, and for those of another
 * training. Nothing has changed then.
 */
export async function restoreState(
  owner: string,
  model: LayersModel,
  training: readonly string[],
  bytes: Uint8Array,
  source: string,
): Promise<Restored> {
  const { text, arrays } = readArchive(owner, bytes, source);
  const saved = parseStateText(owner, source, text);
  checkSaved(owner, source, saved.training, training);
  const isOfOptimizer = ({ name }: NamedArray) => name.startsWith(optimizerPrefix);
  const weights = arrays.filter((array) => !isOfOptimizer(array));
  const state = arrays
    .filter(isOfOptimizer)
    .map((array) => ({ ...array, name: array.name.slice(optimizerPrefix.length) }));
  checkSaved(owner, source, weights.map(describeArray), expectedWeights(model));
  const expected = expectedState(model.optimizer, trainedVariables(model), state);
  if (expected) checkSaved(owner, source, state.map(describeArray), expected);
  tidy(() => {
    model.weights.forEach((weight, i) => {
      weight.read().assign(toTensor(weights[i]!));
    });
  });
  await writeOptimizer(model.optimizer, state);
  return { progress: saved.progress, options: saved.options };
}

/** Gives the optimizer the options that it had when it was saved. */
export function restoreOptions({ optimizer }: LayersModel, { options }: Restored): void {
  writeOptions(optimizer, options);
}

function expectedWeights({ weights }: LayersModel): string[] {
  return weights.map(({ dtype, shape }, i) => describeExpected(`weights/${i}`, dtype, shape));
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

function checkSaved(
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
