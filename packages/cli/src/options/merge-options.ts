// The command line of bce merge.

import { refuseUsage, seeHelp } from "../errors.js";
import { readCommandLine } from "./command-line.js";
import type { Values } from "./command-options.js";

export interface MergeOptions
  extends Pick<Values<"merge">, "format" | "report" | "failAbove" | "failBelow" | "failIf"> {
  readonly files: readonly string[];
}

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readMergeOptions(args: readonly string[]): MergeOptions {
  const { values, rest } = readCommandLine("merge", args);
  const { format, report, failAbove, failBelow, failIf } = values;
  if (rest.length === 0) refuseUsage("PART", "be given", "nothing", seeHelp("bce merge"));
  return { files: rest, format, report, failAbove, failBelow, failIf };
}
