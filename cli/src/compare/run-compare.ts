// bce compare, from two files to the result.

import type { Session } from "../duckdb/session.js";
import { refuseUsage, show } from "../errors.js";
import { type ColumnNames, checkColumns } from "../input/columns.js";
import { findFiles } from "../input/files.js";
import { guarded } from "../input/guard.js";
import type { InputFile } from "../input/input-file.js";
import { openTable } from "../input/table.js";
import type { CompareOptions } from "../options/compare-options.js";
import type { Progress } from "../output/progress.js";
import { requireOtherFile } from "../output/write-whole.js";
import { BadPairs } from "./bad-pairs.js";
import { Comparison } from "./comparison.js";
import { pairs, type Side } from "./pairs.js";
import type { CompareResult } from "./result.js";

export async function runCompare(session: Session, options: CompareOptions, progress: Progress): Promise<CompareResult> {
  // One by one: A and B may be the same file, with other predictions.
  const files: InputFile[] = [];
  for (const file of options.files) files.push(...(await findFiles([file], session)));
  if (files.length !== 2) refuseUsage("FILE", "be two files", `${files.length}`);
  requireOtherFile("--report", options.report, files);
  const sides = [await openSide(session, files[0]!, options.a, options), await openSide(session, files[1]!, options.b, options)] as const;
  progress.begin(files[0]!.bytes + files[1]!.bytes);
  const comparison = new Comparison(options);
  const bad = new BadPairs(session, sides, options);
  for await (const batch of guarded(files, pairs(session, sides, options))) {
    for (const suspect of comparison.add(batch)) await bad.add(suspect);
    progress.rows(batch.count);
  }
  await bad.end();
  progress.end();
  return { files: [files[0]!.name, files[1]!.name], ...comparison.result(bad.count), badRows: { count: bad.count, listed: bad.listed } };
}

async function openSide(session: Session, file: InputFile, names: ColumnNames, { on }: CompareOptions): Promise<Side> {
  if (file.format === "npy" || file.format === "npz") refuseUsage("FILE", "be a table", `an .${file.format} file, ${show(file.name)}`);
  const table = await openTable(session, file);
  checkColumns(table, { ...names, by: on }, "--on");
  return { table, names };
}
