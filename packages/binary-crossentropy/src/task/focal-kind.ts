// Focal loss among the kinds of losses.

import { refuse, show } from "../errors.js";
import { createFocalKernel } from "../kernels/focal-kernel.js";
import { type FocalSettings, focalOptions } from "../options/focal-options.js";
import { readOptions } from "../options/read-options.js";
import type { Focus } from "../semantics/focal.js";
import { configure } from "./configured.js";
import type { LossKind } from "./loss-kind.js";

export const focalKind: LossKind = {
  className: "BinaryFocalCrossentropy",
  options: focalOptions,
  configure(owner, options, omitted) {
    const settings = readOptions(owner, options, omitted, focalOptions);
    const focus = focusOf(owner, settings);
    // What is not focused is binary cross-entropy, to the bit.
    return focus ? configure(settings, createFocalKernel, focus) : configure(settings);
  },
};

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
