// Losses out of the JSON that Keras, TensorFlow.js and this package write: of one loss, of a list
// or an object of them by output, and of a saved model with the options of its `compile`.

import { refuse, show } from "../errors.js";
import * as core from "../losses.js";
import { snakeCase } from "../options/config.js";
import { BinaryCrossentropy, binaryCrossentropy } from "./binary-crossentropy.js";
import { BinaryFocalCrossentropy, binaryFocalCrossentropy } from "./binary-focal-crossentropy.js";
import { ElementwiseLoss } from "./elementwise-loss.js";
import { otherLoss } from "./other-losses.js";

/** A loss as `model.compile` takes it for one output. */
export type OneLoss = ElementwiseLoss | typeof binaryCrossentropy | typeof binaryFocalCrossentropy;

/** The losses of the main entry, and those on tensors. */
const classes = [
  [core.BinaryCrossentropy, BinaryCrossentropy],
  [core.BinaryFocalCrossentropy, BinaryFocalCrossentropy],
] as const;

const functions: ReadonlyMap<unknown, OneLoss> = new Map<unknown, OneLoss>([
  [core.binaryCrossentropy, binaryCrossentropy],
  [core.binaryFocalCrossentropy, binaryFocalCrossentropy],
]);

/**
 * One loss, or one for each output, by position or by name: what `model.compile` takes. Beside
 * losses of this package there may be TensorFlow.js's names of its own, and null for an output
 * without a loss; the types of `compile` know no such mixture.
 */
export type Losses = OneLoss | string | OneLoss[] | { [outputName: string]: OneLoss };

/**
 * The losses that a value stands for, in the form that `model.compile` takes.
 *
 * @param readCore Reads one loss, as the package's main entry does.
 * @throws ValueError for what stands for none.
 */
export function readLosses(owner: string, value: unknown, readCore: ReadCore): Losses {
  const saved = savedLosses(owner, value);
  if (saved !== undefined) return lossesOf(saved, (one) => savedLoss(owner, one, readCore));
  if (isSerialized(value) || !isDictionary(value) || Object.keys(value).length === 0) {
    if (!Array.isArray(value)) return oneOf(owner, value, readCore);
  }
  return lossesOf(value, (one) => savedLoss(owner, one, readCore));
}

type ReadCore = (one: unknown) => unknown;

/**
 * The keys under which saved models keep the options of `compile`, in the order in which they
 * count.
 */
const optionsUnder = [
  "trainingConfig",
  "training_config",
  "compileConfig",
  "compile_config",
  "modelTopology",
];

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
  if (keys.length > 0 || loss === null)
    refuse(owner, "identifier", "be a model that was saved with its loss", "one without");
  return undefined;
}

/** One for each output, by position or by name, or one for all. */
function lossesOf(value: unknown, readOne: (one: unknown) => OneLoss): Losses {
  if (Array.isArray(value)) return value.map(readOne);
  if (!isDictionary(value) || isSerialized(value)) return readOne(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, readOne(one)]));
}

function isDictionary(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ElementwiseLoss)
  );
}

function isSerialized(value: unknown): value is Record<string, unknown> {
  return (
    isDictionary(value) && (Object.hasOwn(value, "class_name") || Object.hasOwn(value, "className"))
  );
}

/** A loss of a model, which may be none of this package. */
function savedLoss(owner: string, value: unknown, readCore: ReadCore): OneLoss {
  if (value === null) return value as unknown as OneLoss;
  const { class_name, config } = isSerialized(value)
    ? inSnakeCase(value)
    : { class_name: value, config: undefined };
  // Keras 3 writes a function as an object too.
  const name = class_name === "function" ? config : class_name;
  return (otherLoss(owner, name, config) as OneLoss | undefined) ?? oneOf(owner, value, readCore);
}

/** A loss on tensors, read by the package's main entry. */
function oneOf(owner: string, value: unknown, readCore: ReadCore): OneLoss {
  if (value instanceof ElementwiseLoss || value === binaryCrossentropy) return value as OneLoss;
  if (value === binaryFocalCrossentropy) return binaryFocalCrossentropy;
  if (typeof value === "function")
    refuse(owner, "identifier", "be a loss of this package", show(value));
  const loss = readCore(isSerialized(value) ? inSnakeCase(value) : value);
  const [, OnTensors] = classes.find(([Core]) => loss instanceof Core) ?? [];
  return OnTensors
    ? OnTensors.fromConfig((loss as core.BinaryCrossentropy).getConfig())
    : functions.get(loss)!;
}

/** A serialized loss with Keras's keys, where TensorFlow.js has put them into its own. */
function inSnakeCase(serialized: Record<string, unknown>): Record<string, unknown> {
  if (!Object.hasOwn(serialized, "className")) return serialized;
  const { className, ...rest } = serialized;
  const { config } = rest;
  const renamed = isDictionary(config)
    ? Object.fromEntries(Object.entries(config).map(([key, value]) => [snakeCase(key), value]))
    : config;
  return { ...rest, class_name: className, config: renamed };
}
