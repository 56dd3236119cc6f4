// The loss of scikit-learn, on probabilities.

import { settingOf } from "../setting.js";
import { type Callable, elsewhere, named, sampleWeight, yPred, yTrue } from "./callable.js";

export const scikitLearn: readonly Callable[] = [
  {
    title: "scikit-learn's log_loss",
    className: "BinaryCrossentropy",
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
      eps(draft, value) {
        if (settingOf(value).value !== "auto") draft.write("epsilon", value);
      },
    },
  },
];
