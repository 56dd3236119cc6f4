// Runs the programs in turns on the same file, and bce score alone on files that grow.

import { statSync } from "node:fs";
import {
  bce,
  bceJoin,
  duckdbJoin,
  duckdbLoss,
  duckdbSum,
  type Program,
  type PythonProgram,
  pandas,
  polars,
} from "./contenders.js";
import type { FileRow } from "./files-table.js";
import { makeJoined, makeLargeCsv, makeRows } from "./make-files.js";
import { measureProcess, type Run } from "./measure-process.js";

export interface Plan {
  /** Rows that all programs read, and predictions that are joined to as many labels. */
  readonly rows: number;
  readonly rounds: number;
  /** Rows of the Parquet files, and bytes of the CSV files, that bce score reads alone. */
  readonly parquetRows: readonly number[];
  readonly csvBytes: readonly number[];
}

export const fullPlan: Plan = {
  rows: 1e7,
  rounds: 9,
  parquetRows: [1e7, 1e8],
  csvBytes: [1.25e9, 5e9, 20e9],
};
export const smokePlan: Plan = { rows: 1e5, rounds: 2, parquetRows: [1e5], csvBytes: [] };

export async function measureBeside(
  folder: string,
  { rows, rounds }: Plan,
): Promise<{ versions: string; rows: FileRow[] }> {
  const [ofPandas, ofPolars] = [pandas(), polars()];
  const isThere = (program: PythonProgram | null) => program !== null;
  const found: FileRow[] = [];
  for (const format of ["parquet", "csv"] as const) {
    const file = await makeRows(folder, rows, format);
    const one = await makeRows(folder, 1, format);
    const programs = [
      duckdbSum,
      bce,
      duckdbLoss,
      ...[ofPolars, format === "csv" ? ofPandas : null].filter(isThere),
    ];
    for (const { name, runs, starts } of await inTurns(programs, { input: file, one, rounds }))
      found.push(rowOf(name, format, rows, file, runs, starts));
  }
  const versions = [ofPandas, ofPolars].filter(isThere).map(({ versions }) => versions);
  return { versions: versions.join(", "), rows: found };
}

/** A join of as many predictions and labels. */
export async function measureJoined(folder: string, { rows, rounds }: Plan): Promise<FileRow[]> {
  const [input, one] = [await makeJoined(folder, rows), await makeJoined(folder, 1)];
  const measured = await inTurns([duckdbJoin, bceJoin], { input, one, rounds });
  return measured.map(({ name, runs, starts }) =>
    rowOf(name, "parquet", rows, input.predictions, runs, starts),
  );
}

interface Measured {
  readonly name: string;
  readonly runs: Run[];
  /** Those of one row: what a start takes. */
  readonly starts: Run[];
}

/** Runs of each program, one program after the other in each round. */
async function inTurns<Input>(
  programs: readonly Program<Input>[],
  { input, one, rounds }: { input: Input; one: Input; rounds: number },
): Promise<Measured[]> {
  const measured = programs.map(({ name }): Measured => ({ name, runs: [], starts: [] }));
  // The first round fills the system's cache.
  for (let round = -1; round < rounds; round++) {
    for (const [i, program] of programs.entries()) {
      const start = await measureProcess(program.command(one));
      const run = await measureProcess(program.command(input));
      if (round < 0) continue;
      measured[i]!.starts.push(start);
      measured[i]!.runs.push(run);
    }
  }
  return measured;
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
    const row = rowOf(bce.name, format, rows, file, [await measureProcess(bce.command(file))], []);
    report(row);
    found.push(row);
  }
  return found;
}

function rowOf(
  contender: string,
  format: FileRow["format"],
  rows: number,
  file: string,
  runs: readonly Run[],
  starts: readonly Run[],
): FileRow {
  return {
    contender,
    format,
    rows,
    bytes: statSync(file).size,
    ns: runs.map(({ ns }) => ns),
    startNs: starts.map(({ ns }) => ns),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
  };
}
