// The weight of positive labels that makes them count as much as the negative ones.

import { refuse, remedyForLabel, showShape } from "../errors.js";
import { indexAt } from "../shape/view.js";
import type { TensorLike } from "../types.js";
import { type LabelOptions, type Labels, readLabels } from "./read-labels.js";

const owner = "posWeightFor";

/**
 * The option `posWeight` under which positive labels weigh as much in all as negative ones, for
 * each label along the last axis.
 *
 * *Defined as* Σ (1 − y) / Σ y over the labels y that count: the number of negatives by that of
 * positives.
 *
 * @param yTrue Labels in [0, 1], shape `[batch_size, d0, .. dN]`.
 * @param options Labels that do not count.
 * @returns One weight for each label along the last axis; a number for flat labels `[N]`. It is 0
 * for a label without negatives.
 * @throws ValueError where no label is positive, for a label outside [0, 1], NaN among them, and
 * for what is no tensor or no option; ShapeError for a mask that does not fit.
 * @example
 * ```ts
 * import { BinaryCrossentropy, posWeightFor } from "binary-crossentropy";
 *
 * posWeightFor([0, 1, 0, 0]); // 3
 * const yTrue = [[1, 0], [1, 0], [0, NaN], [0, 1]];
 * const posWeight = posWeightFor(yTrue, { ignoreLabel: NaN });
 * posWeight; // [1, 2]
 *
 * const bce = new BinaryCrossentropy({ fromLogits: true, posWeight, ignoreLabel: NaN });
 * bce(yTrue, [[2, -1], [1, -2], [-1, 0], [-3, 1]]); // 0.273
 * ```
 * Source: the documentation of `torch.nn.BCEWithLogitsLoss` (pos_weight).
 */
export function posWeightFor(yTrue: TensorLike, options?: LabelOptions): number | number[] {
  const labels = readLabels(owner, yTrue, options);
  const { data, kept, shape } = labels;
  const isFlat = shape.length < 2;
  const width = isFlat ? 1 : shape.at(-1)!;
  const positives = new Float64Array(width);
  const negatives = new Float64Array(width);
  for (let i = 0, label = 0; i < data.length; i++, label++) {
    if (label === width) label = 0;
    if (kept[i] === 0) continue;
    const y = data[i]!;
    if (!(y >= 0 && y <= 1)) refuseLabel(labels, i);
    positives[label]! += y;
    negatives[label]! += 1 - y;
  }
  const weights = Array.from(positives, (positive, label) => {
    if (positive === 0) refuseNone(isFlat ? "none" : `none for label ${label}`);
    return negatives[label]! / positive;
  });
  return isFlat ? weights[0]! : weights;
}

function refuseLabel({ data, shape }: Labels, at: number): never {
  const y = data[at]!;
  const received = `${y} at ${showShape(indexAt(at, shape))}`;
  refuse(owner, "yTrue", "be labels in [0, 1]", received, remedyForLabel(y));
}

function refuseNone(received: string): never {
  const remedy = "Pass a posWeight of your own, such as 1.";
  refuse(owner, "yTrue", "hold positive labels", received, remedy);
}
