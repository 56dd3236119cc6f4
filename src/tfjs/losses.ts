// The names of `keras.losses` on tensors, and losses out of the JSON that Keras, TensorFlow.js and this package write.

import { refuse, show } from "../errors.js";
import { BinaryCrossentropy as CoreLoss, binaryCrossentropy as coreFunction } from "../loss/binary-crossentropy.js";
import * as core from "../losses.js";
import type { Reduction } from "../semantics/reduction.js";
import { BinaryCrossentropy, binaryCrossentropy } from "./binary-crossentropy.js";

export { BinaryCrossentropy, binaryCrossentropy };

/** A loss as `model.compile` takes it for one output. */
export type OneLoss = BinaryCrossentropy<Reduction> | typeof binaryCrossentropy;

/** One loss, or one for each output, by position or by name: what `model.compile` takes. */
export type Losses = OneLoss | OneLoss[] | { [outputName: string]: OneLoss };

/**
 * The loss that an identifier names, as `keras.losses.get`: a name, a serialized loss, or the `training_config` of a saved
 * model (Keras 3's `compile_config`), alone or in the model's JSON, whose losses it gives in the form that `model.compile`
 * takes.
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

/** The keys under which saved models keep the options of `compile`, which have the key `loss`. */
const savedUnder = ["modelTopology", "training_config", "compile_config", "loss"] as const;

function read(owner: string, value: unknown, readCore: (one: unknown) => unknown): Losses {
  if (Array.isArray(value)) return value.map((one) => oneOf(owner, one, readCore));
  if (typeof value !== "object" || value === null || value instanceof BinaryCrossentropy) return oneOf(owner, value, readCore);
  for (const key of savedUnder) {
    if (Object.hasOwn(value, key)) return read(owner, (value as Record<string, unknown>)[key], readCore);
  }
  if (Object.hasOwn(value, "class_name") || Object.keys(value).length === 0) return oneOf(owner, value, readCore);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, oneOf(owner, one, readCore)]));
}

/** The package's main entry reads it; what it gives is given here on tensors. */
function oneOf(owner: string, value: unknown, readCore: (one: unknown) => unknown): OneLoss {
  if (value instanceof BinaryCrossentropy || value === binaryCrossentropy) return value as OneLoss;
  if (typeof value === "function") refuse(owner, "identifier", "be a loss of this package", show(value));
  const loss = readCore(value);
  return loss === coreFunction ? binaryCrossentropy : BinaryCrossentropy.fromConfig((loss as CoreLoss<Reduction>).getConfig());
}
