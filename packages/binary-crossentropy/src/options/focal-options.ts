// The options of focal loss: those of binary cross-entropy, and three. They stand apart so that a
// program without focal loss is without them.

import { refuse, show } from "../errors.js";
import type { Focus } from "../semantics/focal.js";
import { focalRanges } from "./ranges.js";
import {
  crossentropyOptions,
  flag,
  type OptionName,
  type OptionTable,
  readOptions,
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
};

/**
 * Reads the options of focal loss, and what makes it that.
 *
 * @throws ValueError as {@link readOptions} does, and for options that do not go together.
 */
export function readFocalOptions(
  owner: string,
  options: unknown,
  omitted?: readonly OptionName[],
): { readonly settings: FocalSettings; readonly focus: Focus | undefined } {
  const settings = readOptions(owner, options, omitted, focalOptions);
  return { settings, focus: focusOf(owner, settings) };
}

/**
 * Keras weighs the classes where it is asked to; torchvision, unless alpha is −1. A γ of 0 without a
 * balance is no focus.
 *
 * @throws ValueError for options that do not go together.
 */
function focusOf(owner: string, settings: FocalSettings): Focus | undefined {
  const { gamma, alpha, applyClassBalancing, dialect, posWeight } = settings;
  const isTorch = dialect === "torch";
  const isBalanced = isTorch ? alpha !== -1 : applyClassBalancing;
  if (alpha === -1 && !isTorch)
    refuse(owner, "alpha", "be in [0, 1]", "-1", 'It means none in the dialect "torch" alone.');
  if (isBalanced && posWeight !== undefined) {
    const remedy = isTorch
      ? "Pass alpha: -1."
      : "Leave one of the two out: both weigh positive labels.";
    const other = isTorch ? "alpha" : "applyClassBalancing";
    refuse(owner, "posWeight", `be left out beside ${other}`, show(posWeight), remedy);
  }
  if (gamma === 0 && !isBalanced) return undefined;
  return { gamma, alpha: isBalanced ? alpha : undefined };
}
