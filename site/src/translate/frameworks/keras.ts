// Losses of Keras: classes and functions.

import { Reduction } from "binary-crossentropy";
import type { Draft } from "../draft.js";
import { lastOf, settingOf } from "../setting.js";
import {
  type Callable,
  elsewhere,
  flag,
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

const reductions: readonly string[] = Object.values(Reduction);

const reduction: Take = (draft, value) => {
  const setting = settingOf(value);
  const word =
    value.kind === "name"
      ? lastOf(value.path).toLowerCase()
      : setting.value === null
        ? "none"
        : String(setting.value);
  if (!reductions.includes(word))
    draft.unread.push(`reduction=${value.text}: not one of Keras's reductions`);
  else if (word !== "auto" && word !== "sum_over_batch_size") draft.set("reduction", word);
};

const options = {
  from_logits: flag("fromLogits"),
  label_smoothing: same("labelSmoothing"),
  axis: same("axis"),
  reduction,
  name: unlessNone("name"),
  dtype: elsewhere(
    "dtype",
    "here float64 predictions are computed in float64, all others in float32",
  ),
};

const focalOptions = {
  apply_class_balancing: flag("applyClassBalancing"),
  alpha: same("alpha"),
  gamma: same("gamma"),
};

const places = ["from_logits", "label_smoothing", "axis"];
const focalPlaces = ["apply_class_balancing", "alpha", "gamma", ...places];
const data = { y_true: yTrue, y_pred: yPred };

const instance: Signature = {
  places: ["y_true", "y_pred", "sample_weight"],
  take: { ...data, sample_weight: sampleWeight },
};

const lossNamed = (name: string) => (path: string) => named(name)(path) && !isIn("metrics", path);

const begin = (draft: Draft, path: string): void => {
  if (path.startsWith("keras.")) draft.set("dialect", "keras3");
  else draft.isTensorFlow = true;
};

/** Begins a function, which gives the losses of samples. */
const beginFunction = (draft: Draft, path: string): void => {
  begin(draft, path);
  draft.set("reduction", "none");
};

export const keras: readonly Callable[] = [
  {
    title: "Keras's BinaryCrossentropy",
    className: "BinaryCrossentropy",
    matches: lossNamed("BinaryCrossentropy"),
    places: [...places, "reduction", "name"],
    begin,
    take: options,
    instance,
  },
  {
    title: "Keras's BinaryFocalCrossentropy",
    className: "BinaryFocalCrossentropy",
    matches: lossNamed("BinaryFocalCrossentropy"),
    places: [...focalPlaces, "reduction", "name"],
    begin,
    take: { ...options, ...focalOptions },
    instance,
  },
  {
    title: "Keras's binary_crossentropy",
    className: "BinaryCrossentropy",
    matches: named("binary_crossentropy"),
    places: ["y_true", "y_pred", ...places],
    begin: beginFunction,
    take: { ...data, ...options },
  },
  {
    title: "Keras's binary_focal_crossentropy",
    className: "BinaryFocalCrossentropy",
    matches: named("binary_focal_crossentropy"),
    places: ["y_true", "y_pred", ...focalPlaces],
    begin: beginFunction,
    take: { ...data, ...options, ...focalOptions },
  },
];
