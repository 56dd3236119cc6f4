// bce merge: the parts of a run in, its result out, exit code back.

import { readMergeOptions } from "../options/merge-options.js";
import { originOf } from "../output/report/origin.js";
import { checkTarget } from "../output/write-whole.js";
import { mergeParts } from "../score/merge-parts.js";
import { print } from "./print.js";

export async function runMergeCommand(args: readonly string[]): Promise<number> {
  const options = readMergeOptions(args);
  if (options.report !== null) checkTarget("--report", options.report);
  const merged = mergeParts(options);
  return print("bce merge", merged.result, merged.options, originOf(["merge", ...args]));
}
