// bce compare: options in, result out, exit code back.

import type { CompareResult } from "../compare/result.js";
import { runCompare } from "../compare/run-compare.js";
import { openSession } from "../duckdb/session.js";
import { type CompareOptions, readCompareOptions } from "../options/compare-options.js";
import { compareJson, compareTable } from "../output/compare.js";
import { createProgress } from "../output/progress.js";
import { compareHtml } from "../output/report/compare-page.js";
import { originOf } from "../output/report/origin.js";
import { usesColour } from "../output/table.js";
import { compareWarnings } from "../output/warnings.js";
import { checkTarget, writeWhole } from "../output/write-whole.js";
import { conclude } from "./conclude.js";
import { judgedComparison } from "./judged.js";
import { withColumns } from "./with-columns.js";

const outputs = {
  table: (result) => compareTable(result, usesColour(process.stdout)),
  json: compareJson,
} satisfies Readonly<
  Record<CompareOptions["format"], (result: CompareResult, failures: readonly string[]) => string>
>;

export async function runCompareCommand(args: readonly string[]): Promise<number> {
  const options = await withColumns(() => readCompareOptions(args));
  if (options.report !== null) checkTarget("--report", options.report);
  const origin = originOf(["compare", ...args]);
  const session = openSession();
  try {
    const progress = createProgress(process.stderr, () => session.progress);
    const say = (sentence: string) => process.stderr.write(`bce compare: ${sentence}\n`);
    const result = await runCompare(session, options, progress, say);
    if (options.report !== null)
      writeWhole("--report", options.report, compareHtml(result, options, origin));
    return conclude(
      "bce compare",
      judgedComparison(result),
      options,
      compareWarnings(result, options.on.length > 0),
      (failures) => outputs[options.format](result, failures),
    );
  } finally {
    session.close();
  }
}
