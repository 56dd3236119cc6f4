// Helpers for options that several commands share.

import { refuseUsage, show } from "../errors.js";
import type { TimeColumn } from "../input/time-text.js";
import type { LossOptions } from "../loss-options.js";
import type { Condition } from "./conditions.js";

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

/** The columns of groups: those of --by, and that of --by-time behind them. */
export function readGroups({
  by,
  byTime,
  every,
}: {
  readonly by: readonly string[];
  readonly byTime: string | undefined;
  readonly every: TimeColumn["every"];
}): { readonly by: readonly string[]; readonly time: TimeColumn | undefined } {
  if (byTime === undefined) return { by, time: undefined };
  if (by.includes(byTime)) refuseUsage("--by-time", "name another column than --by", show(byTime));
  return { by: [...by, byTime], time: { name: byTime, every } };
}

/**
 * @param columns Those of groups.
 * @throws UsageError for a gate of groups where there are none.
 */
export function requireGroups(failIf: readonly Condition[], columns: readonly string[]): void {
  if (columns.length === 0 && failIf.some(({ groupsOf }) => groupsOf !== null))
    refuseUsage("--fail-if 'any group: …'", "come with --by", "no groups");
}
