// The names of `keras.losses`, and its way of naming losses in JSON.

import { didYouMean, refuse, show } from "./errors.js";
import { BinaryCrossentropy, binaryCrossentropy } from "./loss/binary-crossentropy.js";
import {
  BinaryFocalCrossentropy,
  binaryFocalCrossentropy,
} from "./loss/binary-focal-crossentropy.js";
import { classNameOf, isLoss, Loss, type LossConfig } from "./loss/loss.js";
import { readKeys } from "./options/read-keys.js";
import type { Reduction } from "./semantics/reduction.js";
import { isList, isReadable, isRevoked } from "./tensor/intrinsics.js";

export { BinaryCrossentropy, BinaryFocalCrossentropy, binaryCrossentropy, binaryFocalCrossentropy };

/** A loss in Keras 3's JSON; tf.keras 2 writes `class_name` and `config` alone. */
export interface SerializedLoss {
  class_name: string;
  config: LossConfig;
  module: string;
  registered_name: string | null;
}

/** A loss that is a plain function of labels and predictions. */
// biome-ignore lint/suspicious/noExplicitAny: a caller's own function keeps its own argument types.
export type LossFunction = (yTrue: any, yPred: any, ...rest: any[]) => unknown;

/** A class that {@link deserialize} can build: `{ MyLoss }`. */
export type CustomLosses = { readonly [className: string]: { fromConfig(config: object): Loss } };

const functionNames = ["binary_crossentropy", "bce", "BCE", "binaryCrossentropy"] as const;
const focalNames = ["binary_focal_crossentropy", "binaryFocalCrossentropy"] as const;

/** Identifiers of the functions, as Keras has them. */
export type FunctionIdentifier = (typeof functionNames)[number];
export type FocalFunctionIdentifier = (typeof focalNames)[number];

const functions: ReadonlyMap<string, LossFunction> = new Map<string, LossFunction>([
  ...functionNames.map((name) => [name, binaryCrossentropy] as const),
  ...focalNames.map((name) => [name, binaryFocalCrossentropy] as const),
]);

const classes = { BinaryCrossentropy, BinaryFocalCrossentropy };

/**
 * The loss that an identifier names, as `keras.losses.get`: the name of the function gives the
 * function, the name of the class an instance of it with default options. A loss or a function is
 * given back as it is.
 *
 * @throws ValueError for an unknown name or a bad configuration.
 * @example
 * ```ts
 * import { losses } from "binary-crossentropy";
 *
 * losses.get("binary_crossentropy") === losses.binaryCrossentropy; // true
 * losses.get("BinaryCrossentropy").name; // "binary_crossentropy"
 * ```
 */
export function get(identifier: FunctionIdentifier): typeof binaryCrossentropy;
export function get(identifier: FocalFunctionIdentifier): typeof binaryFocalCrossentropy;
export function get(identifier: "BinaryCrossentropy"): BinaryCrossentropy;
export function get(identifier: "BinaryFocalCrossentropy"): BinaryFocalCrossentropy;
export function get<T extends Loss | LossFunction>(identifier: T): T;
export function get(identifier: string | object): Loss | LossFunction;
export function get(identifier: unknown): Loss | LossFunction {
  if (typeof identifier === "function") {
    if (isRevoked(identifier)) refuseIdentifier("a revoked Proxy");
    // A class stands for an instance of it with default options.
    const isClass = identifier.prototype instanceof Loss;
    return isClass ? new (identifier as unknown as new () => Loss)() : (identifier as LossFunction);
  }
  if (typeof identifier === "string") return named("losses.get", identifier);
  if (isReadable(identifier) && !isList(identifier)) return build("losses.get", identifier, {});
  refuseIdentifier(show(identifier));
}

function refuseIdentifier(received: string): never {
  refuse("losses.get", "identifier", "be a name, a configuration, a loss or a function", received);
}

/**
 * A loss as JSON, in the form of Keras 3, which {@link deserialize} reads. Keras 3 reads it too
 * where it knows what is in it: name a reduction, since it has no `"auto"`, and leave out the
 * options that it lacks.
 *
 * @returns An object for an instance; the name, as in Keras, for a function of the package.
 * @throws ValueError for what is neither.
 * @example
 * ```ts
 * import { losses } from "binary-crossentropy";
 *
 * const { config } = losses.serialize(new losses.BinaryCrossentropy({ fromLogits: true }));
 * JSON.stringify(config); // {"name":"binary_crossentropy","reduction":"auto","from_logits":true,"label_smoothing":0,"axis":-1}
 * ```
 */
export function serialize(loss: Loss): SerializedLoss;
export function serialize(loss: typeof binaryCrossentropy): "binary_crossentropy";
export function serialize(loss: typeof binaryFocalCrossentropy): "binary_focal_crossentropy";
export function serialize(loss: unknown): SerializedLoss | string {
  if (loss === binaryCrossentropy) return functionNames[0];
  if (loss === binaryFocalCrossentropy) return focalNames[0];
  if (!isLoss(loss)) {
    refuse("losses.serialize", "loss", "be an instance of Loss, or binaryCrossentropy", show(loss));
  }
  return {
    class_name: classNameOf(loss.constructor),
    config: loss.getConfig(),
    module: "keras.losses",
    registered_name: null,
  };
}

/**
 * The loss that {@link serialize}, Keras 3 or tf.keras 2 wrote. Probabilities get the numbers of
 * the dialect `keras2` unless `dialect` is in the configuration.
 *
 * @param serialized `{ class_name, config, … }`.
 * @throws ValueError for an unknown class, an unknown key and a value that an option cannot have.
 */
export function deserialize(serialized: {
  class_name: "BinaryCrossentropy";
  config: object;
}): BinaryCrossentropy<Reduction>;
/** The same, for focal loss. */
export function deserialize(serialized: {
  class_name: "BinaryFocalCrossentropy";
  config: object;
}): BinaryFocalCrossentropy<Reduction>;
/**
 * The same, for classes of your own.
 *
 * @param serialized `{ class_name, config, … }`, or the name of a function.
 * @param customLosses The classes, by name: `{ MyLoss }`.
 * @throws ValueError for an unknown class, an unknown key and a value that an option cannot have.
 */
export function deserialize(
  serialized: object | string,
  customLosses?: CustomLosses,
): Loss | LossFunction;
export function deserialize(
  serialized: object | string,
  customLosses: CustomLosses = {},
): Loss | LossFunction {
  if (typeof serialized === "string") return named("losses.deserialize", serialized);
  return build("losses.deserialize", serialized, customLosses);
}

function named(owner: string, name: string): Loss | LossFunction {
  const found = functions.get(name);
  if (found) return found;
  if (Object.hasOwn(classes, name)) return new classes[name as keyof typeof classes]();
  const names = { functions: [...functions.keys()], classes: Object.keys(classes) };
  const known = [...names.functions, ...names.classes];
  const likely = /^[A-Z]/.test(name) ? [...names.classes, ...names.functions] : known;
  refuse(
    owner,
    "identifier",
    `be one of ${known.map(show).join(", ")}`,
    show(name),
    didYouMean(name, likely),
  );
}

const serializedKeys = [
  "class_name",
  "config",
  "module",
  "registered_name",
  "shared_object_id",
] as const;

function build(owner: string, serialized: unknown, custom: CustomLosses): Loss | LossFunction {
  const given = readKeys(owner, "the serialized loss", serialized ?? null, serializedKeys);
  const name = given.get("class_name");
  const config = given.get("config");
  if (!isReadable(custom)) refuse(owner, "customLosses", "be an object of classes", show(custom));
  // Keras 3 writes a function as an object too.
  if (name === "function" && typeof config === "string") return named(owner, config);
  const known: Readonly<Record<string, CustomLosses[string]>> = { ...classes, ...custom };
  if (typeof name !== "string" || !Object.hasOwn(known, name)) {
    refuse(owner, "class_name", `be one of ${Object.keys(known).join(", ")}`, show(name));
  }
  const Class = known[name];
  if (isRevoked(Class) || typeof Class?.fromConfig !== "function") {
    refuse(owner, `customLosses.${name}`, "be a class that extends Loss", show(Class));
  }
  const module = given.get("module") ?? "keras";
  if (!Object.hasOwn(custom, name) && !(typeof module === "string" && /keras/.test(module))) {
    refuse(
      owner,
      "module",
      "be one of Keras",
      show(module),
      `Pass { ${name} } as customLosses for a loss of your own.`,
    );
  }
  if (typeof config !== "object" || config === null)
    refuse(owner, "config", "be an object", show(config));
  return Class.fromConfig(config);
}
