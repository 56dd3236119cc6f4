// All that a training needs to go on, as bytes: weights, the optimizer's state, and how far it is. What replica 0 has at the
// start reaches the others in the same form as what a checkpoint keeps.

import { tensor, tidy } from "@tensorflow/tfjs-core";
import { refuse } from "../../errors.js";
import { firstDifference } from "./agreement.js";
import { describeLayers } from "./describe-model.js";
import type { EpochSums } from "./epoch-logs.js";
import type { CompiledModel } from "./model.js";
import { readOptimizer, writeOptimizer } from "./optimizer-state.js";
import { type Archive, decode, encode, type NamedArray } from "./safetensors.js";

/** How far a training is; it survives JSON. */
export interface Progress {
  /** Epochs that are complete, and steps of the one after them. */
  readonly epoch: number;
  readonly step: number;
  /** Of the epoch that is not complete. */
  readonly sums: EpochSums;
  readonly history: { readonly epoch: readonly number[]; readonly history: { readonly [name: string]: readonly number[] } };
}

interface Text {
  readonly layers: readonly string[];
  readonly optimizer: string;
  readonly run: readonly string[];
  readonly progress: Progress;
}

/**
 * @param run What decides which rows a step has, in lines.
 */
export async function saveState(owner: string, model: CompiledModel, run: readonly string[], progress: Progress): Promise<Uint8Array> {
  const weights = model.weights.map(async (weight, i): Promise<NamedArray> => {
    const variable = weight.read();
    return { name: `weights/${i}`, shape: variable.shape, data: (await variable.data()).slice() as Float32Array };
  });
  const state = (await readOptimizer(owner, model.optimizer)).map((array) => ({ ...array, name: `optimizer/${array.name}` }));
  const text: Text = { layers: describeLayers(model), optimizer: model.optimizer.getClassName(), run, progress };
  return encode({ text: JSON.stringify(text, nameNumbers), arrays: [...(await Promise.all(weights)), ...state] });
}

/**
 * Puts the weights and the optimizer's state in their places.
 *
 * @param source What the bytes are, for messages.
 * @throws ValueError for bytes that are not whole, and for those of another model or run.
 */
export async function restoreState(
  owner: string,
  model: CompiledModel,
  run: readonly string[],
  bytes: Uint8Array,
  source: string,
): Promise<Progress> {
  const { text, arrays } = readArchive(owner, bytes, source);
  const { layers, optimizer, run: savedRun, progress } = JSON.parse(text, readNumbers) as Text;
  expectSame(
    owner,
    source,
    [...layers, `optimizer (${optimizer})`],
    [...describeLayers(model), `optimizer (${model.optimizer.getClassName()})`],
  );
  expectSame(owner, source, savedRun, run);
  tidy(() => {
    model.weights.forEach((weight, i) => {
      const { shape, data } = arrays.find(({ name }) => name === `weights/${i}`)!;
      const variable = weight.read();
      variable.assign(tensor(data, [...shape], variable.dtype as "float32"));
    });
  });
  const prefix = "optimizer/";
  const state = arrays.filter(({ name }) => name.startsWith(prefix));
  await writeOptimizer(
    model.optimizer,
    state.map((array) => ({ ...array, name: array.name.slice(prefix.length) })),
  );
  return progress;
}

/** JSON has no word for NaN and infinity, which a validation loss may be. */
function nameNumbers(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value;
}

function readNumbers(_: string, value: unknown): unknown {
  const { number } = (value ?? {}) as { number?: unknown };
  return typeof number === "string" ? Number(number) : value;
}

function readArchive(owner: string, bytes: Uint8Array, source: string): Archive {
  try {
    return decode(bytes);
  } catch (error) {
    return refuse(owner, source, "be whole", `a damaged one: ${(error as Error).message}`, "Remove it to start anew.");
  }
}

function expectSame(owner: string, source: string, saved: readonly string[], wanted: readonly string[]): void {
  if (saved.join("\n") === wanted.join("\n")) return;
  const [received, expected] = firstDifference(saved, wanted);
  refuse(owner, source, `be of this training, which has ${expected}`, received, "Use another one, or remove it to start anew.");
}
