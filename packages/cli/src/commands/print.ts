// Writes the result of bce score and bce merge.

import type { MergeOptions } from "../options/merge-options.js";
import type { ScoreOptions } from "../options/score-options.js";
import { toCsv } from "../output/csv.js";
import { toJson } from "../output/json.js";
import { likelyClusterText, likelyMistakeText } from "../output/measures.js";
import type { Origin } from "../output/report/origin.js";
import { toHtml } from "../output/report/page.js";
import { toTable, usesColour } from "../output/table.js";
import { writeWhole } from "../output/write-whole.js";
import type { ScoreResult } from "../score/result.js";
import { failuresOf, judge, unaskedGroups, unjudgedGroups } from "./gates.js";
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
  const judged = judgedScore(result);
  const failures = failuresOf(judged, options);
  process.stdout.write(outputs[format](result, failures));
  const unjudged = unjudgedGroups(judged, options);
  const likely = likelyClusterText(result.likelyCluster);
  const mistake = likelyMistakeText(result.likelyMistake, result.total.count);
  if (mistake !== null) process.stderr.write(`${who}: ${mistake}\n`);
  if (likely !== null) process.stderr.write(`${who}: ${likely}.\n`);
  if (unjudged !== null) process.stderr.write(`${who}: ${unjudged}\n`);
  for (const text of unaskedGroups(judged, options)) process.stderr.write(`${who}: ${text}\n`);
  return judge(who, failures);
}
