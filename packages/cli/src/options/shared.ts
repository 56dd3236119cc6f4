// Helpers for options that several commands share.

import { refuseUsage, show } from "../errors.js";
import type { LossOptions } from "../loss-options.js";

/** The options of the loss among those of a command. */
export function lossOf({
  fromLogits,
  labelSmoothing,
  dialect,
  epsilon,
  posWeight,
  dtype,
}: LossOptions): LossOptions {
  return { fromLogits, labelSmoothing, dialect, epsilon, posWeight, dtype };
}

/** If predictions and labels are the same column, one of the names is wrong. */
export function requireOtherColumn(option: string, prediction: string, label: string): void {
  if (prediction === label)
    refuseUsage(option, "name another column than --label", show(prediction));
}

/** Logits are no percentages. */
export function requireOneScale(values: {
  readonly percent: boolean;
  readonly fromLogits: boolean;
}): void {
  if (values.percent && values.fromLogits)
    refuseUsage("--percent", "come without --from-logits", "both", "Logits are no percentages.");
}

/** Standard input can be read once. */
export function requireOneStandardInput(files: readonly string[]): void {
  if (files.filter((file) => file === "-").length > 1)
    refuseUsage("-", "be given once", "it again");
}
