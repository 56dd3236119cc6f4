// Runs the programs in turns on the same file, and bce score alone on files that grow.

import { statSync } from "node:fs";
import { bce, bceJoin, duckdbJoin, duckdbLoss, duckdbSum, pandas } from "./contenders.js";
import type { FileRow } from "./files-table.js";
import { makeJoined, makeLargeCsv, makeRows } from "./make-files.js";
import { measureProcess, type Run } from "./measure-process.js";

export interface Plan {
  /** Rows that all programs read. */
  readonly rows: number;
  readonly rounds: number;
  /** Predictions that are joined to as many labels. */
  readonly joinedRows: number;
  readonly joinRounds: number;
  /** Rows of the Parquet files, and bytes of the CSV files, that bce score reads alone. */
  readonly parquetRows: readonly number[];
  readonly csvBytes: readonly number[];
}

export const fullPlan: Plan = {
  rows: 1e7,
  rounds: 9,
  joinedRows: 1e7,
  joinRounds: 9,
  parquetRows: [1e7, 1e8],
  csvBytes: [1.25e9, 5e9, 20e9],
};
export const smokePlan: Plan = {
  rows: 1e5,
  rounds: 2,
  joinedRows: 1e5,
  joinRounds: 2,
  parquetRows: [1e5],
  csvBytes: [],
};

export async function measureBeside(folder: string, { rows, rounds }: Plan): Promise<FileRow[]> {
  const python = pandas();
  const found: FileRow[] = [];
  for (const format of ["parquet", "csv"] as const) {
    const file = await makeRows(folder, rows, format);
    const one = await makeRows(folder, 1, format);
    const programs = [
      duckdbSum,
      bce,
      duckdbLoss,
      ...(python !== null && format === "csv" ? [python] : []),
    ];
    const runs: Run[][] = programs.map(() => []);
    const starts: Run[][] = programs.map(() => []);
    // The first round fills the system's cache.
    for (let round = -1; round < rounds; round++) {
      for (const [i, program] of programs.entries()) {
        const [start, run] = [
          await measureProcess(program.command(one)),
          await measureProcess(program.command(file)),
        ];
        if (round < 0) continue;
        starts[i]!.push(start);
        runs[i]!.push(run);
      }
    }
    for (const [i, program] of programs.entries())
      found.push(rowOf(program, format, rows, file, runs[i]!, starts[i]!));
  }
  return found;
}

/** A join of as many predictions and labels. */
export async function measureJoined(
  folder: string,
  { joinedRows: rows, joinRounds: rounds }: Plan,
): Promise<FileRow[]> {
  const [files, one] = [await makeJoined(folder, rows), await makeJoined(folder, 1)];
  const programs = [duckdbJoin, bceJoin];
  const runs: Run[][] = programs.map(() => []);
  const starts: Run[][] = programs.map(() => []);
  // The first round fills the system's cache.
  for (let round = -1; round < rounds; round++)
    for (const [i, program] of programs.entries()) {
      const start = await measureProcess(program.command(one.predictions, one.labels));
      const run = await measureProcess(program.command(files.predictions, files.labels));
      if (round < 0) continue;
      starts[i]!.push(start);
      runs[i]!.push(run);
    }
  return programs.map((program, i) =>
    rowOf(program, "parquet", rows, files.predictions, runs[i]!, starts[i]!),
  );
}

export async function measureGrowing(
  folder: string,
  { parquetRows, csvBytes }: Plan,
  report: (row: FileRow) => void,
): Promise<FileRow[]> {
  const files: { file: string; rows: number; format: "parquet" | "csv" }[] = [];
  for (const rows of parquetRows)
    files.push({ file: await makeRows(folder, rows, "parquet"), rows, format: "parquet" });
  for (const bytes of csvBytes)
    files.push({ ...(await makeLargeCsv(folder, bytes)), format: "csv" });
  const found: FileRow[] = [];
  for (const { file, rows, format } of files) {
    const row = rowOf(bce, format, rows, file, [await measureProcess(bce.command(file))], []);
    report(row);
    found.push(row);
  }
  return found;
}

function rowOf(
  { name }: { readonly name: string },
  format: FileRow["format"],
  rows: number,
  file: string,
  runs: readonly Run[],
  starts: readonly Run[],
): FileRow {
  return {
    contender: name,
    format,
    rows,
    bytes: statSync(file).size,
    ns: runs.map(({ ns }) => ns),
    startNs: starts.map(({ ns }) => ns),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
  };
}
