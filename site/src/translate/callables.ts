// The calls that are known, and what each parameter of theirs becomes.

import { type ClassName, type Draft, lastOf, settingOf } from "./draft.js";
import type { Expression } from "./parse.js";

type Take = (draft: Draft, value: Expression) => void;

export interface Callable {
  readonly title: string;
  readonly className: ClassName;
  /** Whether a path is its name. */
  matches(path: string): boolean;
  /** Parameters in the order of their places; those that are named only stand behind null. */
  readonly places: readonly string[];
  readonly take: Readonly<Record<string, Take>>;
  /** What it does before any parameter is read. */
  readonly begin?: (draft: Draft, path: string) => void;
  /** Whether it gives one loss for each element, which the program reduces itself. */
  readonly isElementwise?: boolean;
}

const named =
  (...names: string[]) =>
  (path: string) =>
    names.includes(lastOf(path));

/** Options that are the same there and here, under another name. */
const same =
  (name: string): Take =>
  (draft, value) =>
    draft.write(name, value);

/** A flag that is left out where it is false. */
const flag =
  (name: string): Take =>
  (draft, value) => {
    if (settingOf(value).value !== false) draft.write(name, value);
  };

const yTrue: Take = (draft, value) => {
  draft.yTrue = settingOf(value);
};
const yPred: Take = (draft, value) => {
  draft.yPred = settingOf(value);
};
const sampleWeight: Take = (draft, value) => {
  const setting = settingOf(value);
  if (setting.value !== null) draft.sampleWeight = setting;
};
const ignore: Take = () => {};

/** Takes what is no option of a loss: says so, unless it is what it would be anyway. */
const elsewhere =
  (name: string, why: string): Take =>
  (draft, value) => {
    if (settingOf(value).value !== null) draft.unread.push(`${name}=${value.text}: ${why}`);
  };

const kerasReductions = [
  "auto",
  "sum_over_batch_size",
  "mean",
  "mean_with_sample_weight",
  "sum",
  "none",
];

const kerasReduction: Take = (draft, value) => {
  const setting = settingOf(value);
  const word =
    value.kind === "name"
      ? lastOf(value.path).toLowerCase()
      : setting.value === null
        ? "none"
        : String(setting.value);
  if (!kerasReductions.includes(word))
    draft.unread.push(`reduction=${value.text}: no reduction of Keras`);
  else if (word !== "auto" && word !== "sum_over_batch_size") draft.set("reduction", word);
};

const torchReduction: Take = (draft, value) => {
  const { value: word } = settingOf(value);
  if (word === "mean") return;
  if (word === "sum" || word === "none") {
    // PyTorch does not average over the last axis first.
    draft.set("axis", []);
    draft.set("reduction", word);
  } else draft.unread.push(`reduction=${value.text}: no reduction of PyTorch`);
};

const kerasDialect = (draft: Draft, path: string): void => {
  if (/^keras\./.test(path)) draft.set("dialect", "keras3");
  else draft.isTensorFlow = true;
};

const kerasLoss = {
  from_logits: flag("fromLogits"),
  label_smoothing: same("labelSmoothing"),
  axis: same("axis"),
  reduction: kerasReduction,
  name: same("name"),
  dtype: elsewhere(
    "dtype",
    "here float64 predictions are computed in float64, all others in float32",
  ),
};

const kerasFocal = {
  apply_class_balancing: flag("applyClassBalancing"),
  alpha: same("alpha"),
  gamma: same("gamma"),
};

const inTorch = (draft: Draft): void => {
  draft.set("dialect", "torch");
  draft.notes.push("PyTorch is called with predictions first, this package with labels first.");
};
const logits = (draft: Draft): void => {
  draft.set("fromLogits", true);
};
const torchLogits = (draft: Draft): void => {
  logits(draft);
  draft.notes.push("PyTorch is called with predictions first, this package with labels first.");
};
const torchWeights = {
  weight: sampleWeight,
  reduction: torchReduction,
  size_average: elsewhere("size_average", "deprecated: pass reduction"),
  reduce: elsewhere("reduce", "deprecated: pass reduction"),
};
const torchData = { input: yPred, target: yTrue };

const bce = "BinaryCrossentropy";
const focal = "BinaryFocalCrossentropy";
const isIn = (part: string) => (path: string) => path.split(".").includes(part);

export const callables: readonly Callable[] = [
  {
    title: "Keras's BinaryCrossentropy",
    className: bce,
    matches: (path) => named("BinaryCrossentropy")(path) && !isIn("metrics")(path),
    places: ["from_logits", "label_smoothing", "axis", "reduction", "name"],
    begin: kerasDialect,
    take: kerasLoss,
  },
  {
    title: "Keras's BinaryFocalCrossentropy",
    className: focal,
    matches: (path) => named("BinaryFocalCrossentropy")(path) && !isIn("metrics")(path),
    places: [
      "apply_class_balancing",
      "alpha",
      "gamma",
      "from_logits",
      "label_smoothing",
      "axis",
      "reduction",
      "name",
    ],
    begin: kerasDialect,
    take: { ...kerasLoss, ...kerasFocal },
  },
  {
    title: "Keras's binary_crossentropy",
    className: bce,
    matches: named("binary_crossentropy"),
    places: ["y_true", "y_pred", "from_logits", "label_smoothing", "axis"],
    begin(draft, path) {
      kerasDialect(draft, path);
      draft.set("reduction", "none");
    },
    take: { y_true: yTrue, y_pred: yPred, ...kerasLoss },
  },
  {
    title: "Keras's binary_focal_crossentropy",
    className: focal,
    matches: named("binary_focal_crossentropy"),
    places: [
      "y_true",
      "y_pred",
      "apply_class_balancing",
      "alpha",
      "gamma",
      "from_logits",
      "label_smoothing",
      "axis",
    ],
    begin(draft, path) {
      kerasDialect(draft, path);
      draft.set("reduction", "none");
    },
    take: { y_true: yTrue, y_pred: yPred, ...kerasLoss, ...kerasFocal },
  },
  {
    title: "TensorFlow's sigmoid_cross_entropy_with_logits",
    className: bce,
    matches: named("sigmoid_cross_entropy_with_logits"),
    places: ["labels", "logits", "name"],
    begin: logits,
    isElementwise: true,
    take: { labels: yTrue, logits: yPred, name: ignore },
  },
  {
    title: "TensorFlow's weighted_cross_entropy_with_logits",
    className: bce,
    matches: named("weighted_cross_entropy_with_logits"),
    places: ["labels", "logits", "pos_weight", "name"],
    begin: logits,
    isElementwise: true,
    take: { labels: yTrue, logits: yPred, pos_weight: same("posWeight"), name: ignore },
  },
  {
    title: "PyTorch's BCELoss",
    className: bce,
    matches: named("BCELoss"),
    places: ["weight", "size_average", "reduce", "reduction"],
    begin: inTorch,
    take: torchWeights,
  },
  {
    title: "PyTorch's BCEWithLogitsLoss",
    className: bce,
    matches: named("BCEWithLogitsLoss"),
    places: ["weight", "size_average", "reduce", "reduction", "pos_weight"],
    begin: torchLogits,
    take: { ...torchWeights, pos_weight: same("posWeight") },
  },
  {
    title: "PyTorch's binary_cross_entropy",
    className: bce,
    matches: named("binary_cross_entropy"),
    places: ["input", "target", "weight", "size_average", "reduce", "reduction"],
    begin: inTorch,
    take: { ...torchData, ...torchWeights },
  },
  {
    title: "PyTorch's binary_cross_entropy_with_logits",
    className: bce,
    matches: named("binary_cross_entropy_with_logits"),
    places: ["input", "target", "weight", "size_average", "reduce", "reduction", "pos_weight"],
    begin: torchLogits,
    take: { ...torchData, ...torchWeights, pos_weight: same("posWeight") },
  },
  {
    title: "optax's sigmoid_binary_cross_entropy",
    className: bce,
    matches: named("sigmoid_binary_cross_entropy"),
    places: ["logits", "labels"],
    begin: logits,
    isElementwise: true,
    take: { logits: yPred, labels: yTrue },
  },
  {
    title: "optax's sigmoid_focal_loss",
    className: focal,
    matches: (path) => named("sigmoid_focal_loss")(path) && isIn("optax")(path),
    places: ["logits", "labels", "alpha", "gamma"],
    begin: logits,
    isElementwise: true,
    take: {
      logits: yPred,
      labels: yTrue,
      alpha(draft, value) {
        if (settingOf(value).value === null) return;
        draft.set("applyClassBalancing", true);
        draft.write("alpha", value);
      },
      gamma: same("gamma"),
    },
  },
  {
    title: "torchvision's sigmoid_focal_loss",
    className: focal,
    matches: named("sigmoid_focal_loss"),
    places: ["inputs", "targets", "alpha", "gamma", "reduction"],
    begin(draft) {
      torchLogits(draft);
      draft.set("dialect", "torch");
    },
    isElementwise: true,
    take: {
      inputs: yPred,
      targets: yTrue,
      alpha: same("alpha"),
      gamma: same("gamma"),
      reduction(draft, value) {
        draft.options.delete("axis");
        draft.options.delete("reduction");
        torchReduction(draft, value);
      },
    },
  },
  {
    title: "scikit-learn's log_loss",
    className: bce,
    matches: named("log_loss"),
    places: ["y_true", "y_pred"],
    begin(draft) {
      draft.set("dialect", "keras3");
      draft.set("epsilon", 2 ** -52);
      draft.set("dtype", "float64");
      draft.notes.push(
        "scikit-learn clips to [ε, 1 − ε] as Keras 3 does, with the ε of the dtype of y_pred: 2.2e-16 for float64.",
      );
    },
    take: {
      y_true: yTrue,
      y_pred: yPred,
      normalize(draft, value) {
        if (settingOf(value).value !== false) return;
        draft.set("axis", []);
        draft.set("reduction", "sum");
      },
      sample_weight(draft, value) {
        sampleWeight(draft, value);
        // It divides by the sum of weights.
        if (draft.sampleWeight && !draft.options.has("reduction"))
          draft.set("reduction", "mean_with_sample_weight");
      },
      labels: elsewhere("labels", "labels are 0 and 1 here"),
      pos_label: elsewhere("pos_label", "labels are 0 and 1 here"),
      eps: same("epsilon"),
    },
  },
];
