// Writes the result of bce score and bce merge.

import type { MergeOptions } from "../options/merge-options.js";
import type { ScoreOptions } from "../options/score-options.js";
import { toCsv } from "../output/csv.js";
import { toJson } from "../output/json.js";
import type { Origin } from "../output/report/origin.js";
import { toHtml } from "../output/report/page.js";
import { toTable, usesColour } from "../output/table.js";
import { scoreWarnings } from "../output/warnings.js";
import { writeWhole } from "../output/write-whole.js";
import type { ScoreResult } from "../score/result.js";
import { conclude } from "./conclude.js";
import { judgedScore } from "./judged.js";

const outputs = {
  table: (result) => toTable(result, usesColour(process.stdout)),
  json: toJson,
  csv: toCsv,
} satisfies Readonly<
  Record<MergeOptions["format"], (result: ScoreResult, failures: readonly string[]) => string>
>;

/** Writes the outputs and returns the exit code. @param who The command, for messages. */
export function print(
  who: string,
  result: ScoreResult,
  options: ScoreOptions,
  origin: Origin,
): number {
  const { format, report } = options;
  if (report !== null) writeWhole("--report", report, toHtml(result, options, origin));
  const textOf = (failures: readonly string[]) => outputs[format](result, failures);
  return conclude(who, judgedScore(result), options, scoreWarnings(result), textOf);
}
