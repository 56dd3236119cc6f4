// Starts two ranks and reads the numbers that they print.

import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BenchError } from "../errors.js";
import { scratchFolder } from "../paths.js";

/** How the two ranks, which are on one machine, are joined. */
export const transports = {
  "shared memory": [],
  TCP: ["--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", "lo"],
} as const;
export type Transport = keyof typeof transports;

const ranks = 2;

/** @throws BenchError where there is no Open MPI, or where a rank fails. */
export function launch(transport: Transport, program: readonly string[]): number[][] {
  const args = [
    "--allow-run-as-root",
    "--oversubscribe",
    "--bind-to",
    "none",
    ...transports[transport],
    "-n",
    String(ranks),
    ...program,
  ];
  const { status, stdout, stderr, error } = spawnSync("mpirun", args, { encoding: "utf8" });
  if (error)
    throw new BenchError(
      `mpirun of Open MPI must be there, got ${error.message}. Run \`bash scripts/setup-mpi.sh\`.`,
    );
  if (status !== 0) throw new BenchError(`mpirun ended with exit code ${status}: ${stderr.trim()}`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number));
}

/** A script of this folder as a program. */
export function rankProgram(
  name: "all-reduce" | "steps",
  args: readonly (string | number)[],
): string[] {
  const script = fileURLToPath(new URL(`ranks/${name}.ts`, import.meta.url));
  return [process.execPath, "--import", import.meta.resolve("tsx"), script, ...args.map(String)];
}

/** The loop in C, compiled; undefined where there is no compiler for it. */
export function compileLoop(): string | undefined {
  mkdirSync(scratchFolder, { recursive: true });
  const program = join(scratchFolder, "allreduce");
  const source = fileURLToPath(new URL("../../c/allreduce.c", import.meta.url));
  return spawnSync("mpicc", ["-O2", "-o", program, source]).status === 0 ? program : undefined;
}
