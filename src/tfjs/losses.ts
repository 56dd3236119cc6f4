// The names of `keras.losses` on tensors, and losses out of the JSON that Keras, TensorFlow.js and this package write.

import { refuse, show } from "../errors.js";
import { BinaryCrossentropy as CoreLoss, binaryCrossentropy as coreFunction } from "../loss/binary-crossentropy.js";
import * as core from "../losses.js";
import { snakeCase } from "../options/config.js";
import type { Reduction } from "../semantics/reduction.js";
import { BinaryCrossentropy, binaryCrossentropy } from "./binary-crossentropy.js";
import { installWeights } from "./layers/install.js";
import { otherLoss } from "./other-losses.js";

export { BinaryCrossentropy, binaryCrossentropy };

/** A loss as `model.compile` takes it for one output. */
export type OneLoss = BinaryCrossentropy<Reduction> | typeof binaryCrossentropy;

/**
 * One loss, or one for each output, by position or by name: what `model.compile` takes. Beside losses of this package there
 * may be TensorFlow.js's names of its own, and null for an output without a loss; the types of `compile` know no such mixture.
 */
export type Losses = OneLoss | string | OneLoss[] | { [outputName: string]: OneLoss };

/**
 * The loss that an identifier names, as `keras.losses.get`: a name, a serialized loss, or the `training_config` of a saved
 * model (Keras 3's `compile_config`, TensorFlow.js's `trainingConfig`), alone or in the model's JSON, whose losses it gives in
 * the form that `model.compile` takes. Among the losses of a model, or of a list, those of TensorFlow.js stay its own, under
 * the names that it has for them, and an output without a loss stays null.
 *
 * @throws ValueError for an unknown name or a bad configuration.
 * @example
 * ```ts
 * import { losses } from "binary-crossentropy/tfjs";
 *
 * const saved = { loss: { class_name: "BinaryCrossentropy", config: { from_logits: true } } };
 * losses.get(saved).fromLogits; // true
 * ```
 */
export function get(identifier: core.FunctionIdentifier): typeof binaryCrossentropy;
export function get(identifier: "BinaryCrossentropy"): BinaryCrossentropy;
export function get<T extends OneLoss>(identifier: T): T;
export function get(identifier: { readonly loss: { readonly class_name: string; readonly config: object } }): BinaryCrossentropy<Reduction>;
export function get(identifier: string | object): Losses;
export function get(identifier: unknown): Losses {
  // From here on a loss may be in a model, the function among them, and no instance was made.
  installWeights();
  return read("losses.get", identifier, (one) => core.get(one as string));
}

/**
 * A loss as JSON, in the form of Keras 3, which {@link deserialize} reads.
 *
 * @throws ValueError for what is no loss of this package.
 */
export function serialize(loss: BinaryCrossentropy<Reduction>): core.SerializedLoss;
export function serialize(loss: typeof binaryCrossentropy): "binary_crossentropy";
export function serialize(loss: unknown): core.SerializedLoss | string {
  if (loss === binaryCrossentropy) return core.serialize(coreFunction);
  if (loss instanceof BinaryCrossentropy) return core.serialize(CoreLoss.fromConfig(loss.getConfig()));
  refuse("losses.serialize", "loss", "be an instance of BinaryCrossentropy, or binaryCrossentropy", show(loss));
}

/**
 * The loss that {@link serialize}, Keras 3 or tf.keras 2 wrote, or those of a saved model's `training_config`.
 *
 * @throws ValueError for an unknown class, an unknown key and a value that an option cannot have.
 */
export function deserialize(serialized: {
  readonly class_name: "BinaryCrossentropy";
  readonly config: object;
}): BinaryCrossentropy<Reduction>;
export function deserialize(serialized: string | object): Losses;
export function deserialize(serialized: unknown): Losses {
  return read("losses.deserialize", serialized, (one) => core.deserialize(one as string));
}

function read(owner: string, value: unknown, readCore: ReadCore): Losses {
  const saved = savedLosses(owner, value);
  if (saved !== undefined) return lossesOf(saved, (one) => savedLoss(owner, one, readCore));
  if (isSerialized(value) || !isDictionary(value) || Object.keys(value).length === 0) {
    if (!Array.isArray(value)) return oneOf(owner, value, readCore);
  }
  return lossesOf(value, (one) => savedLoss(owner, one, readCore));
}

type ReadCore = (one: unknown) => unknown;

/** The keys under which saved models keep the options of `compile`, in the order in which they count. */
const optionsUnder = ["trainingConfig", "training_config", "compileConfig", "compile_config", "modelTopology"];

/** What a saved model has as its losses; undefined for what is no saved model. */
function savedLosses(owner: string, value: unknown): unknown {
  if (!isDictionary(value)) return undefined;
  const keys = optionsUnder.filter((key) => Object.hasOwn(value, key));
  for (const key of keys) {
    const options = value[key];
    const found = isDictionary(options) ? savedLosses(owner, options) : undefined;
    if (found !== undefined) return found;
  }
  const loss = Object.hasOwn(value, "loss") ? value["loss"] : undefined;
  if (loss !== undefined && loss !== null) return loss;
  if (keys.length > 0 || loss === null) refuse(owner, "identifier", "be a model that was saved with its loss", "one without");
  return undefined;
}

/** One for each output, by position or by name, or one for all. */
function lossesOf(value: unknown, readOne: (one: unknown) => OneLoss): Losses {
  if (Array.isArray(value)) return value.map(readOne);
  if (!isDictionary(value) || isSerialized(value)) return readOne(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, readOne(one)]));
}

function isDictionary(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof BinaryCrossentropy);
}

function isSerialized(value: unknown): value is Record<string, unknown> {
  return isDictionary(value) && (Object.hasOwn(value, "class_name") || Object.hasOwn(value, "className"));
}

/** A loss of a model, which may be none of this package. */
function savedLoss(owner: string, value: unknown, readCore: ReadCore): OneLoss {
  if (value === null) return value as unknown as OneLoss;
  const { class_name, config } = isSerialized(value) ? inSnakeCase(value) : { class_name: value, config: undefined };
  // Keras 3 writes a function as an object too.
  const name = class_name === "function" ? config : class_name;
  return (otherLoss(owner, name, config) as OneLoss | undefined) ?? oneOf(owner, value, readCore);
}

/** The package's main entry reads it; what it gives is given here on tensors. */
function oneOf(owner: string, value: unknown, readCore: ReadCore): OneLoss {
  if (value instanceof BinaryCrossentropy || value === binaryCrossentropy) return value as OneLoss;
  if (typeof value === "function") refuse(owner, "identifier", "be a loss of this package", show(value));
  const loss = readCore(isSerialized(value) ? inSnakeCase(value) : value);
  return loss === coreFunction ? binaryCrossentropy : BinaryCrossentropy.fromConfig((loss as CoreLoss<Reduction>).getConfig());
}

/** A serialized loss with Keras's keys, where TensorFlow.js has put them into its own. */
function inSnakeCase(serialized: Record<string, unknown>): Record<string, unknown> {
  if (!Object.hasOwn(serialized, "className")) return serialized;
  const { className, ...rest } = serialized;
  const { config } = rest;
  const renamed = isDictionary(config) ? Object.fromEntries(Object.entries(config).map(([key, value]) => [snakeCase(key), value])) : config;
  return { ...rest, class_name: className, config: renamed };
}
