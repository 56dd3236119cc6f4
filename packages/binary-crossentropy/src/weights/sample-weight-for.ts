// Class weights: a weight for each value of a label, laid out as sample weights.

import { refuse, remedyForLabel, show, showShape } from "../errors.js";
import { indexAt } from "../shape/view.js";
import { isReadable } from "../tensor/intrinsics.js";
import type { NdArray, TensorLike } from "../types.js";
import { type LabelOptions, type Labels, readLabels } from "./read-labels.js";

/** A weight for each value of a label: `{ 0: 1, 1: 5 }`, or `[1, 5]`; `"balanced"` counts them. */
export type ClassWeight = "balanced" | readonly number[] | { readonly [label: number]: number };

const owner = "sampleWeightFor";

/**
 * The sample weights that class weights come to: what `class_weight` of `model.fit` does in Keras.
 *
 * *Defined as* `classWeight[y]` for each label y; for `"balanced"`, as in scikit-learn, n / (k nᵧ)
 * with n labels, k different ones among them and nᵧ that equal y: each class then has the same
 * weight in all.
 *
 * @param yTrue Labels of any shape.
 * @param classWeight A finite weight ≥ 0 for each value that a label has, or `"balanced"`.
 * @param options Labels that do not count. They weigh 0, and are not counted for `"balanced"`.
 * @returns One weight for each label, of the shape of `yTrue`, in double precision. It fits
 * `sampleWeight`: for `[N]` and `[N, 1]` there is one weight per sample, else one per element.
 * @throws ValueError for a label that has no weight, NaN among them, and for what is no tensor, no
 * class weight or no option; ShapeError for a mask that does not fit.
 * @example
 * ```ts
 * import { BinaryCrossentropy, sampleWeightFor } from "binary-crossentropy";
 *
 * const yTrue = [[0], [1], [0], [0]];
 * sampleWeightFor(yTrue, { 0: 1, 1: 5 }); // { data: [1, 5, 1, 1], shape: [4, 1] }
 * sampleWeightFor(yTrue, "balanced").data; // [0.667, 2, 0.667, 0.667]
 *
 * const bce = new BinaryCrossentropy();
 * bce(yTrue, [[0.2], [0.6], [0.1], [0.4]], sampleWeightFor(yTrue, { 0: 1, 1: 5 })); // 0.848
 * ```
 * Source: `sklearn/utils/class_weight.py` (compute_sample_weight).
 */
export function sampleWeightFor(
  yTrue: TensorLike,
  classWeight: ClassWeight,
  options?: LabelOptions,
): NdArray {
  const given = classWeight === "balanced" ? undefined : readClassWeight(classWeight);
  const labels = readLabels(owner, yTrue, options);
  const { data, kept, shape } = labels;
  const weights = given ?? balanced(labels);
  // In place: a label is not needed once it is weighed.
  for (let i = 0; i < data.length; i++) {
    const weight = kept[i] === 0 ? 0 : weights.get(data[i]!);
    if (weight === undefined) refuseLabel(labels, i, [...weights.keys()]);
    data[i] = weight;
  }
  return { data, shape: [...shape] };
}

/** Class weights by label. */
type Weights = ReadonlyMap<number, number>;

function readClassWeight(classWeight: unknown): Weights {
  const isObject = isReadable(classWeight) && !ArrayBuffer.isView(classWeight);
  const keys = isObject ? Object.keys(classWeight) : [];
  if (keys.length === 0) {
    const expected = 'be "balanced", or have a weight for each label, as { 0: 1, 1: 5 } has';
    refuse(owner, "classWeight", expected, show(classWeight));
  }
  const weights = new Map<number, number>();
  for (const key of keys) {
    const label = Number(key);
    if (String(label) !== key || !Number.isFinite(label))
      refuse(owner, "classWeight", "have labels as its keys", show(key));
    const weight = (classWeight as { readonly [key: string]: unknown })[key];
    if (typeof weight !== "number" || !(weight >= 0 && weight < Infinity))
      refuse(owner, `classWeight[${key}]`, "be a finite number >= 0", show(weight));
    weights.set(label, weight);
  }
  return weights;
}

function balanced(labels: Labels): Weights {
  const { data, kept } = labels;
  const counts = new Map<number, number>();
  let n = 0;
  for (let i = 0; i < data.length; i++) {
    if (kept[i] === 0) continue;
    const label = data[i]!;
    if (label !== label) refuseLabel(labels, i, []);
    counts.set(label, (counts.get(label) ?? 0) + 1);
    n++;
  }
  return new Map(Array.from(counts, ([label, count]) => [label, n / (counts.size * count)]));
}

function refuseLabel({ data, shape }: Labels, at: number, known: readonly number[]): never {
  const label = data[at]!;
  refuse(
    owner,
    "yTrue",
    known.length > 0 ? `hold labels that classWeight has, ${known.join(", ")}` : "hold labels",
    `${label} at ${showShape(indexAt(at, shape))}`,
    remedyForLabel(label),
  );
}
