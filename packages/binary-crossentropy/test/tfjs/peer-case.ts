// How one case of the test suites of Keras, tf-keras and scikit-learn is put to the loss on
// tensors, on any backend.

import type { JsonNumber } from "@binary-crossentropy/test/json-tensor";
import * as tf from "@tensorflow/tfjs";
import type { Dialect, Reduction, TensorLike } from "binary-crossentropy";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  metrics,
} from "binary-crossentropy/tfjs";

type Numbers = JsonNumber | Numbers[];

export interface PeerCase {
  source: string;
  system: string;
  fn: string;
  y_true: Numbers | string;
  y_pred: Numbers | string;
  options: {
    from_logits?: boolean;
    label_smoothing?: number;
    reduction?: Reduction;
    ragged?: boolean;
    gamma?: number;
    alpha?: number;
    apply_class_balancing?: boolean;
  };
  sample_weight: Numbers | null;
  expected: Numbers | { loss?: number; gradient?: number; hessian?: number };
  tolerance: { atol?: number; rtol?: number } | null;
}

/** Whether the case is one of values that the losses have. */
export const isPlain = ({ options, tolerance }: PeerCase) =>
  options.ragged !== true && tolerance !== null;
const isFocal = (fn: string) => /focal/i.test(fn);
export const isDerivative = ({ fn }: PeerCase) => fn === "HalfBinomialLoss";

const plain = (nested: Numbers | string) =>
  JSON.parse(JSON.stringify(nested), (_, value) =>
    typeof value === "string" ? Number(value) : value,
  ) as TensorLike;
const tensor = (nested: Numbers | string) =>
  tf.tensor(plain(nested) as number[], undefined, "float32");
export const flatten = (nested: Numbers): number[] => [nested].flat(9 as 1).map(Number);

function optionsOf({ system, options, fn }: PeerCase): BinaryFocalCrossentropyOptions {
  const dialect: Dialect = system === "keras3" ? "keras3" : "keras2";
  const { from_logits: fromLogits, label_smoothing: labelSmoothing, reduction } = options;
  const elementwise =
    fn === "ops.binary_crossentropy" ? ({ axis: [], reduction: "none" } as const) : {};
  const { gamma, alpha, apply_class_balancing: applyClassBalancing } = options;
  const focus = isFocal(fn) ? { gamma, alpha, applyClassBalancing } : {};
  return { dialect, fromLogits, labelSmoothing, reduction, ...elementwise, ...focus };
}

export function run(peer: PeerCase): tf.Tensor {
  const { reduction, ...options } = optionsOf(peer);
  const [y, x] = [tensor(peer.y_true), tensor(peer.y_pred)];
  const weight = peer.sample_weight === null ? null : tensor(peer.sample_weight);
  if (peer.fn === "metrics.BinaryCrossentropy") {
    const metric = new metrics.BinaryCrossentropy(options);
    metric.updateState(y, x, weight);
    return metric.result();
  }
  if (peer.fn === "binary_focal_crossentropy") return binaryFocalCrossentropy(y, x, options);
  if (isFocal(peer.fn))
    return new BinaryFocalCrossentropy<Reduction>({ ...options, reduction })(y, x, weight);
  if (peer.fn === "binary_crossentropy") return binaryCrossentropy(y, x, options);
  return new BinaryCrossentropy<Reduction>({ ...options, reduction })(y, x, weight);
}
