// Engines that Python runs: SQLite, which is always there, and those of scripts/setup-sql-engines.sh.
// REQUIRE_SQL_ENGINES=1 makes a missing one a failure; without it the tests that need it say so.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const own = fileURLToPath(new URL("../../../../.cache/sql-engines/bin/python", import.meta.url));
const script = fileURLToPath(new URL("run_queries.py", import.meta.url));
const python = existsSync(own) ? own : "python3";

/** A column of booleans becomes one. */
export type Cell = number | boolean | null;
export type Step =
  | { readonly table: string; readonly columns: Readonly<Record<string, readonly Cell[]>> }
  | { readonly query: string };

/** What each needs, as Python that fails where it is missing. */
const needs = {
  sqlite: "import sqlite3; sqlite3.connect(':memory:').execute('select ln(2), exp(1), floor(1.5)')",
  spark: "import pyspark, subprocess; subprocess.run(['java', '-version'], check=True)",
  clickhouse: "import chdb",
  snowflake: "import fakesnow",
  parse: "import sqlglot",
} as const;

export type PythonEngine = keyof typeof needs;

/** Describes tests of an engine, or says that it is missing. */
export function describeWithPython(engine: PythonEngine, title: string, body: () => void): void {
  if (spawnSync(python, ["-c", needs[engine]]).status === 0) {
    describe(title, body);
    return;
  }
  const message = `${engine} is missing: run bash scripts/setup-sql-engines.sh`;
  if (process.env["REQUIRE_SQL_ENGINES"] === "1") test(title, () => expect.fail(message));
  else test.skip(`${title}: ${message}`, () => undefined);
}

/** The rows of each query, in one process. Text stays as it is. */
export function runInPython(engine: PythonEngine, steps: readonly Step[]): (Cell | string)[][][] {
  const input = JSON.stringify({ engine, steps }, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
  const { stdout, stderr } = spawnSync(python, [script], {
    input: `${input}\n`,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const last = stdout.trim().split("\n").at(-1);
  if (!last?.startsWith("[")) throw new Error(`${engine} gave no rows: ${stderr.slice(-2000)}`);
  const found = JSON.parse(last) as ((Cell | string)[][] | { error: string })[];
  for (const one of found) if ("error" in one) throw new Error(one.error);
  const special = (cell: Cell | string) =>
    cell === "NaN" || cell === "Infinity" || cell === "-Infinity" ? Number(cell) : cell;
  return (found as (Cell | string)[][][]).map((rows) => rows.map((row) => row.map(special)));
}
