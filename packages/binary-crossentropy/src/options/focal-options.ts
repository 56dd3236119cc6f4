// The options of focal loss: those of binary cross-entropy, and three. They stand apart so that a
// program without focal loss is without them.

import { focalRanges } from "./ranges.js";
import {
  crossentropyOptions,
  flag,
  type OptionTable,
  type Settings,
  within,
} from "./read-options.js";

/** The options of focal loss, complete and checked. */
export interface FocalSettings extends Settings {
  readonly gamma: number;
  readonly alpha: number;
  readonly applyClassBalancing: boolean;
}

export const focalOptions: OptionTable<FocalSettings> = {
  defaults: {
    ...crossentropyOptions.defaults,
    name: "binary_focal_crossentropy",
    gamma: 2,
    alpha: 0.25,
    applyClassBalancing: false,
  },
  checks: {
    ...crossentropyOptions.checks,
    gamma: within(focalRanges.gamma),
    alpha: within(focalRanges.alpha),
    applyClassBalancing: flag,
  },
  ofKeras: [...crossentropyOptions.ofKeras, "gamma", "alpha", "applyClassBalancing"],
};
