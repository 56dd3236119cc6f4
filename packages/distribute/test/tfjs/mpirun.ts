// Programs of tests, run by mpirun: each rank is a process of its own, and what it reports comes
// back.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

export interface Outcome<Report> {
  readonly code: number | null;
  readonly output: string;
  /** Of each rank; undefined for one that ended before it reported. */
  readonly reports: readonly (Report | undefined)[];
  readonly seconds: number;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folders: string[] = [];

/** A folder that is gone after the tests of the file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "binary-crossentropy-distribute-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export interface Job<Report> {
  readonly done: Promise<Outcome<Report>>;
  /** Where each rank says its process id, and what else it reports. */
  readonly folder: string;
  readonly child: ChildProcess;
}

/** Starts so many ranks of programs/NAME.ts, with arguments that survive JSON. */
export function startJob<Report>(ranks: number, name: string, args: unknown): Job<Report> {
  const folder = scratchFolder();
  const program = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const flags = [
    "--allow-run-as-root",
    "--oversubscribe",
    "--bind-to",
    "none",
    "-n",
    String(ranks),
  ];
  const command = [process.execPath, "--import", "tsx", program, folder, JSON.stringify(args)];
  const started = performance.now();
  const child = spawn("mpirun", [...flags, ...command], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const done = new Promise<Outcome<Report>>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const written = readdirSync(folder);
      const reports = Array.from({ length: ranks }, (_, rank) => {
        const file = `report-${rank}.json`;
        return written.includes(file)
          ? (JSON.parse(readFileSync(join(folder, file), "utf8")) as Report)
          : undefined;
      });
      resolve({ code, output, reports, seconds: (performance.now() - started) / 1000 });
    });
  });
  return { done, folder, child };
}

export function runJob<Report>(
  ranks: number,
  name: string,
  args: unknown,
): Promise<Outcome<Report>> {
  return startJob<Report>(ranks, name, args).done;
}
