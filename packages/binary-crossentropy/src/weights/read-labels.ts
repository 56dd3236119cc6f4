// The labels that weights are made of: all of them, in the caller's order, and which of them count.

import { readKeys } from "../options/read-keys.js";
import { checkOption } from "../options/read-options.js";
import { gather, sizeOf } from "../shape/view.js";
import { layOut } from "../task/layout.js";
import { isNone } from "../task/operands.js";
import { select } from "../task/selection.js";
import { checkMask } from "../task/validate.js";
import { openTensor } from "../tensor/read-tensor.js";
import { ignoredIn } from "../tensor/stored-as.js";
import type { TensorLike } from "../types.js";

/** Which labels count, as in the loss that the weights are for. */
export interface LabelOptions {
  /** Which samples or labels count, in the shapes that the mask of a call may have. */
  readonly mask?: TensorLike | null | undefined;
  /** A label, which may be NaN, that does not count. */
  readonly ignoreLabel?: number | undefined;
}

export interface Labels {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float64Array;
  /** 1 for each label that counts, 0 for each other. */
  readonly kept: Uint8Array;
}

/** @throws ValueError for what is no tensor or no option, ShapeError for a mask that does not fit. */
export function readLabels(owner: string, yTrue: unknown, options: unknown): Labels {
  const given = readKeys(owner, "options", options, ["mask", "ignoreLabel"]);
  const ignored = given.has("ignoreLabel")
    ? (checkOption(owner, "ignoreLabel", given.get("ignoreLabel")) as number)
    : undefined;
  const openLabels = openTensor(owner, "yTrue", yTrue);
  const openMask = isNone(given.get("mask"))
    ? undefined
    : openTensor(owner, "mask", given.get("mask"));
  const labels = openLabels();
  const mask = openMask?.();
  if (mask) checkMask(owner, mask);
  const { shape, data } = labels;
  const size = sizeOf(shape);
  const layout = layOut(
    owner,
    { yTrue: labels, yPred: labels, sampleWeight: undefined, mask },
    {
      axis: shape.length === 0 ? [] : -1,
      posWeight: undefined,
      ignoreLabel: ignored,
      reduction: "none",
    },
    true,
    true,
  );
  const selection = {
    yTrue: { data, view: layout.yTrue },
    mask: mask && { data: mask.data, view: layout.mask! },
    ignoreLabel: ignored && ignoredIn(labels, ignored),
  };
  const values = new Float64Array(size);
  const kept = new Uint8Array(size);
  gather(data, layout.yTrue, 0, size, values);
  select(selection, 0, size, kept);
  return { shape, data: values, kept };
}
