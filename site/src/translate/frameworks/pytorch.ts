// Losses of PyTorch and torchvision: classes and functions.

import type { Draft } from "../draft.js";
import { settingOf } from "../setting.js";
import {
  type Callable,
  elsewhere,
  isIn,
  named,
  type Signature,
  same,
  sampleWeight,
  type Take,
  unlessNone,
  yPred,
  yTrue,
} from "./callable.js";

const reduction: Take = (draft, value) => {
  const { value: word } = settingOf(value);
  if (word !== "mean" && word !== "sum" && word !== "none") {
    draft.unread.push(`reduction=${value.text}: not one of PyTorch's reductions`);
    return;
  }
  // PyTorch does not average over the last axis first.
  draft.keepElements();
  if (word !== "none") draft.reduce(word);
};

const begin = (draft: Draft): void => {
  draft.notes.push("PyTorch takes predictions first, this package labels first.");
};

const beginProbabilities = (draft: Draft): void => {
  draft.set("dialect", "torch");
  begin(draft);
};

const beginLogits = (draft: Draft): void => {
  draft.set("fromLogits", true);
  begin(draft);
};

const places = ["weight", "size_average", "reduce", "reduction"];
const options = {
  weight: sampleWeight,
  reduction,
  size_average: elsewhere("size_average", "deprecated: pass reduction"),
  reduce: elsewhere("reduce", "deprecated: pass reduction"),
};
const optionsOfLogits = { ...options, pos_weight: unlessNone("posWeight") };

const instance: Signature = {
  places: ["input", "target"],
  take: { input: yPred, target: yTrue },
};

export const pytorch: readonly Callable[] = [
  {
    title: "PyTorch's BCELoss",
    className: "BinaryCrossentropy",
    matches: named("BCELoss"),
    places,
    begin: beginProbabilities,
    take: options,
    instance,
  },
  {
    title: "PyTorch's BCEWithLogitsLoss",
    className: "BinaryCrossentropy",
    matches: named("BCEWithLogitsLoss"),
    places: [...places, "pos_weight"],
    begin: beginLogits,
    take: optionsOfLogits,
    instance,
  },
  {
    title: "PyTorch's binary_cross_entropy",
    className: "BinaryCrossentropy",
    matches: named("binary_cross_entropy"),
    places: [...instance.places, ...places],
    begin: beginProbabilities,
    take: { ...instance.take, ...options },
  },
  {
    title: "PyTorch's binary_cross_entropy_with_logits",
    className: "BinaryCrossentropy",
    matches: named("binary_cross_entropy_with_logits"),
    places: [...instance.places, ...places, "pos_weight"],
    begin: beginLogits,
    take: { ...instance.take, ...optionsOfLogits },
  },
  {
    title: "torchvision's sigmoid_focal_loss",
    className: "BinaryFocalCrossentropy",
    matches: (path) => named("sigmoid_focal_loss")(path) && !isIn("optax", path),
    places: ["inputs", "targets", "alpha", "gamma", "reduction"],
    begin(draft) {
      beginLogits(draft);
      draft.set("dialect", "torch");
      draft.keepElements();
    },
    take: {
      inputs: yPred,
      targets: yTrue,
      alpha: same("alpha"),
      gamma: same("gamma"),
      reduction,
    },
  },
];
