// The command line of bce merge.

import { refuseUsage, seeHelp } from "../errors.js";
import { readCommandLine } from "./command-line.js";
import { optionsOf, type Values } from "./command-options.js";
import type { OptionName } from "./option-table.js";

/** What concerns the output of bce score, which bce merge writes for its shards. */
export interface OutputOptions extends Omit<Values<"merge">, "help"> {}

export interface MergeOptions extends OutputOptions {
  readonly files: readonly string[];
}

/** The names of these options. */
export const outputOptions = (): readonly OptionName[] =>
  optionsOf("merge").flatMap(({ name }) => (name === "help" ? [] : name));

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readMergeOptions(args: readonly string[]): MergeOptions {
  const { values, rest } = readCommandLine("merge", args);
  const { help: _, ...output } = values;
  if (rest.length === 0) refuseUsage("PART", "be given", "nothing", seeHelp("bce merge"));
  return { files: rest, ...output };
}
