// Programs that read a file of labels y and probabilities p: command lines, each a process of its
// own.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { peersFolder, peersPython } from "../paths.js";
import type { JoinedFiles } from "./make-files.js";

export interface Program<Input = string> {
  readonly name: string;
  command(input: Input): readonly string[];
}

const query = (sql: string) => [process.execPath, `${peersFolder}/duckdb-query.mjs`, sql];
const literal = (file: string) => `'${file.replaceAll("'", "''")}'`;

const bin = fileURLToPath(import.meta.resolve("binary-crossentropy-cli/bin/bce.js"));
const columns = ["--label", "y", "--prediction", "p"];

export const bce: Program = {
  name: "bce score",
  command: (file) => [process.execPath, bin, "score", file, ...columns],
};

export const duckdbSum: Program = {
  name: "DuckDB, sums of both columns",
  command: (file) => query(`SELECT sum(y), sum(p) FROM ${literal(file)}`),
};

/** What bce sql prints: the loss, and nothing else. */
export const duckdbLoss: Program = {
  name: "DuckDB, the query of bce sql",
  command(file) {
    const { stdout } = spawnSync(
      process.execPath,
      [bin, "sql", "--engine", "duckdb", "--table", file, ...columns],
      { encoding: "utf8" },
    );
    return query(stdout);
  },
};

/** Joins predictions to labels by an id, as the next one does. */
export const bceJoin: Program<JoinedFiles> = {
  name: "bce score --labels",
  command: ({ predictions, labels }) => [
    ...[process.execPath, bin, "score", predictions, "--labels", labels, "--on", "id"],
    ...columns,
  ],
};

export const duckdbJoin: Program<JoinedFiles> = {
  name: "DuckDB, its join and sums of both columns",
  command: ({ predictions, labels }) =>
    query(
      `SELECT count(*), sum(y), sum(p) FROM ${literal(predictions)} JOIN ${literal(labels)} USING (id)`,
    ),
};

/** A program in Python, and the versions of what it is made of. */
export type PythonProgram = Program & { readonly versions: string };

/** Null where no Python has the modules that the versions are printed of. */
function pythonProgram(name: string, script: string, versions: string): PythonProgram | null {
  for (const python of [peersPython, "python3", "/usr/bin/python3"]) {
    const { status, stdout } = spawnSync(python, ["-c", versions], { encoding: "utf8" });
    if (status !== 0) continue;
    return {
      name,
      versions: stdout,
      command: (file) => [python, `${peersFolder}/${script}`, file],
    };
  }
  return null;
}

export const pandas = (): PythonProgram | null =>
  pythonProgram(
    "pandas and scikit-learn's log_loss",
    "sum_file.py",
    "import pandas, sklearn; print(f'pandas {pandas.__version__}, scikit-learn {sklearn.__version__}', end='')",
  );

export const polars = (): PythonProgram | null =>
  pythonProgram(
    "Polars, one lazy query of the loss",
    "sum_polars.py",
    "import polars; print(f'Polars {polars.__version__}', end='')",
  );
