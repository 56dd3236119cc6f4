// The reference cases of tf.keras 2 and Keras 3, and how each is put to the library.

import {
  BinaryCrossentropy,
  type BinaryCrossentropyOptions,
  type Dialect,
  type Reduction,
  type TensorLike,
} from "binary-crossentropy";
import { goldenNames, type JsonTensor, readGolden, tensor } from "./golden.js";

export interface KerasCase {
  name: string;
  form: "class" | "function";
  options: {
    from_logits?: boolean;
    label_smoothing?: number;
    axis?: number;
    reduction?: Reduction;
  };
  y_true: JsonTensor;
  y_pred: JsonTensor;
  sample_weight?: JsonTensor | null;
  expect: {
    raises?: string;
    value?: JsonTensor;
    grad_y_pred?: JsonTensor;
    grad_y_true?: JsonTensor;
  };
  documented: "same" | "accept" | "differs" | "reject";
  documented_value?: JsonTensor;
}

export const kerasNames = goldenNames().filter((name) => name.startsWith("keras"));

/** A file's cases. The dialect is its name. */
export function readKeras(name: string): { dialect: Dialect; cases: KerasCase[] } {
  return {
    dialect: name.replace(".json", "") as Dialect,
    ...readGolden<{ cases: KerasCase[] }>(name),
  };
}

/** The options under this package's names. */
export function optionsOf({ options }: KerasCase, dialect: Dialect): BinaryCrossentropyOptions {
  return {
    dialect,
    fromLogits: options.from_logits,
    labelSmoothing: options.label_smoothing,
    axis: options.axis,
    reduction: options.reduction,
  };
}

/**
 * The case as a loss and its arguments. The function has no gradient: that of the class without
 * reduction is its sum's.
 */
export function problemOf(golden: KerasCase, dialect: Dialect, dtype?: "float32") {
  const { reduction, ...shared } = optionsOf(golden, dialect);
  return {
    bce: new BinaryCrossentropy<Reduction>({
      ...shared,
      dtype,
      reduction: golden.form === "function" ? "none" : reduction,
    }),
    yTrue: tensor(golden.y_true) as TensorLike,
    yPred: tensor(golden.y_pred) as TensorLike,
    weight: golden.sample_weight ? (tensor(golden.sample_weight) as TensorLike) : undefined,
  };
}
