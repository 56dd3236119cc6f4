// The options of accuracy: those of a loss that say how predictions are read, and a threshold. They
// stand apart so that a program without accuracy is without them.

import {
  crossentropyOptions,
  type OptionName,
  type OptionTable,
  type Settings,
} from "./read-options.js";

/** The options of accuracy, complete and checked. */
export interface AccuracySettings extends Settings {
  readonly threshold: number;
}

export const accuracyOptions: OptionTable<AccuracySettings> = {
  defaults: { ...crossentropyOptions.defaults, name: "binary_accuracy", threshold: 0.5 },
  checks: {
    ...crossentropyOptions.checks,
    threshold: (value, no) =>
      typeof value === "number" && value > 0 && value < 1
        ? value
        : no("be a number in (0, 1)", "Pass fromLogits: true if yPred holds logits."),
  },
  ofKeras: ["name", "threshold"],
};

/** The options of a loss that accuracy does not have. */
export const notOfAccuracy: readonly OptionName[] = [
  "reduction",
  "labelSmoothing",
  "dialect",
  "epsilon",
  "posWeight",
  "validate",
];
