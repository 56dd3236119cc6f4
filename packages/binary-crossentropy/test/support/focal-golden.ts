// The cases and points of focal.json, and how Keras's are put to the library.

import type { JsonNumber, JsonTensor } from "@binary-crossentropy/test/json-tensor";
import type {
  BinaryFocalCrossentropyOptions,
  Dialect,
  Dtype,
  Reduction,
} from "binary-crossentropy";
import { difference } from "./compare.js";

interface Case {
  readonly y_true: JsonTensor;
  readonly y_pred: JsonTensor;
  readonly value: JsonTensor;
  readonly grad_y_pred: JsonTensor;
}

export interface KerasFocalCase extends Case {
  readonly dialect: Dialect;
  readonly options: {
    readonly from_logits: boolean;
    readonly gamma: number;
    readonly alpha?: number;
    readonly apply_class_balancing?: boolean;
    readonly label_smoothing?: number;
    readonly axis?: number;
    readonly reduction?: Reduction;
  };
  readonly sample_weight: JsonTensor | null;
}

export interface OptaxFocalCase extends Case {
  readonly gamma: number;
  readonly alpha: number | null;
}

/** Each list has one number for each point. */
export type FocalPoints = Readonly<
  Record<"gamma" | "label" | "input" | "loss" | "grad" | "hess", readonly JsonNumber[]>
>;

export interface FocalGolden {
  readonly keras: readonly KerasFocalCase[];
  readonly optax: readonly OptaxFocalCase[];
  readonly exact: Readonly<Record<"logits" | "probs", Readonly<Record<Dtype, FocalPoints>>>>;
}

/** Their options under this package's names. */
export function focalOptionsOf({ dialect, options }: KerasFocalCase) {
  return {
    dialect,
    fromLogits: options.from_logits,
    gamma: options.gamma,
    alpha: options.alpha,
    applyClassBalancing: options.apply_class_balancing,
    labelSmoothing: options.label_smoothing,
    axis: options.axis,
    reduction: options.reduction,
  } satisfies BinaryFocalCrossentropyOptions;
}

/**
 * The first number that is farther from a reference than the precision, relative to it or to the
 * largest one, as a sentence; empty when there is none.
 */
export function fromReference(
  actual: ArrayLike<number>,
  { data }: JsonTensor,
  precision: number,
): string {
  // Where 1 − p_t rounds to 0, Keras multiplies an infinite power by 0. There is no NaN here.
  const known = data.map((want, i) => (want === "NaN" ? actual[i]! || 0 : Number(want)));
  const largest = Math.max(...known.filter(Number.isFinite).map(Math.abs));
  return difference(actual, known, { relative: precision, floor: precision * largest });
}
