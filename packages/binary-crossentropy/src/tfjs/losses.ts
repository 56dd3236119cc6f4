// The names of `keras.losses` on tensors, and losses out of the JSON that Keras, TensorFlow.js and
// this package write.

import { refuse, show } from "../errors.js";
import { serialized as serializedInstance } from "../loss/base-loss.js";
import * as core from "../losses.js";
import type { Reduction } from "../semantics/reduction.js";
import { BinaryCrossentropy, binaryCrossentropy } from "./binary-crossentropy.js";
import { BinaryFocalCrossentropy, binaryFocalCrossentropy } from "./binary-focal-crossentropy.js";
import { ElementwiseLoss } from "./elementwise-loss.js";
import { installWeights } from "./layers/install.js";
import { type Losses, type OneLoss, readLosses } from "./saved-losses.js";

export type { Losses, OneLoss };
export { BinaryCrossentropy, BinaryFocalCrossentropy, binaryCrossentropy, binaryFocalCrossentropy };

/**
 * The loss that an identifier names, as `keras.losses.get`: a name, a serialized loss, or the
 * `training_config` of a saved model (Keras 3's `compile_config`, TensorFlow.js's
 * `trainingConfig`), alone or in the model's JSON, whose losses it gives in the form that
 * `model.compile` takes. Among the losses of a model, or of a list, those of TensorFlow.js stay its
 * own, under the names that it has for them, and an output without a loss stays null.
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
export function get(identifier: core.FocalFunctionIdentifier): typeof binaryFocalCrossentropy;
export function get(identifier: "BinaryCrossentropy"): BinaryCrossentropy;
export function get(identifier: "BinaryFocalCrossentropy"): BinaryFocalCrossentropy;
export function get<T extends OneLoss>(identifier: T): T;
export function get(identifier: {
  readonly loss: { readonly class_name: string; readonly config: object };
}): ElementwiseLoss;
export function get(identifier: string | object): Losses;
export function get(identifier: unknown): Losses {
  installWeights();
  return readLosses("losses.get", identifier, (one) => core.get(one as string));
}

/**
 * A loss as JSON, in the form of Keras 3, which {@link deserialize} reads.
 *
 * @throws ValueError for what is no loss of this package.
 */
export function serialize(loss: ElementwiseLoss): core.SerializedLoss;
export function serialize(loss: typeof binaryCrossentropy): "binary_crossentropy";
export function serialize(loss: typeof binaryFocalCrossentropy): "binary_focal_crossentropy";
export function serialize(loss: unknown): core.SerializedLoss | string {
  if (loss instanceof ElementwiseLoss) return serializedInstance(loss);
  if (loss === binaryCrossentropy) return core.serialize(core.binaryCrossentropy);
  if (loss === binaryFocalCrossentropy) return core.serialize(core.binaryFocalCrossentropy);
  refuse("losses.serialize", "loss", "be a loss of this package", show(loss));
}

/**
 * The loss that {@link serialize}, Keras 3 or tf.keras 2 wrote, or those of a saved model's
 * `training_config`.
 *
 * @throws ValueError for an unknown class, an unknown key and a value that an option cannot have.
 */
export function deserialize(serialized: {
  readonly class_name: "BinaryCrossentropy";
  readonly config: object;
}): BinaryCrossentropy<Reduction>;
export function deserialize(serialized: {
  readonly class_name: "BinaryFocalCrossentropy";
  readonly config: object;
}): BinaryFocalCrossentropy<Reduction>;
export function deserialize(serialized: string | object): Losses;
export function deserialize(serialized: unknown): Losses {
  return readLosses("losses.deserialize", serialized, (one) => core.deserialize(one as string));
}
