// Runs scripts under the launchers of MPI that are installed, and waits for their end, but not for
// ever.

import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export interface Launcher {
  readonly name: "Open MPI" | "MPICH";
  readonly command: readonly string[];
  /** The file of its library. */
  readonly library: string;
}

const candidates: readonly Launcher[] = [
  {
    name: "Open MPI",
    command: ["mpirun", "--allow-run-as-root", "--oversubscribe"],
    library: "libmpi.so.40",
  },
  { name: "MPICH", command: ["mpiexec.mpich"], library: "libmpich.so.12" },
];

/** A program that loops over nothing, or prints what it is: its launcher starts it at all. */
export const launchers = candidates.filter(
  ({ command: [program] }) => spawnSync(program!, ["--version"]).status === 0,
);

export const openMpi = launchers.find(({ name }) => name === "Open MPI");
export const mpich = launchers.find(({ name }) => name === "MPICH");

export interface Ended {
  /** The launcher's exit code; null where a signal ended it. */
  readonly code: number | null;
  /** What it and the ranks wrote, in the order in which it came. */
  readonly output: string;
  readonly seconds: number;
}

export const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Runs a command in a process group of its own, which is ended after so many seconds. */
export function run(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
  longestSeconds = 40,
): Promise<Ended> {
  const [program, ...args] = command;
  const start = performance.now();
  const child = spawn(program!, args, {
    detached: true,
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  const timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), longestSeconds * 1000);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output, seconds: (performance.now() - start) / 1000 });
    });
  });
}

/** Runs a script on so many ranks. */
export function runRanks(
  { command }: Launcher,
  size: number,
  name: string,
  args: readonly string[] = [],
  env = {},
): Promise<Ended> {
  return run([...command, "-n", String(size), process.execPath, script(name), ...args], env);
}

/**
 * Whether a process runs, or is stopped; one that ended counts no more, though its parent may not
 * have noticed.
 */
export function isRunning(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

/** Waits a little for processes to end, and gives those that have not. */
export async function stillRunning(pids: readonly string[]): Promise<string[]> {
  for (let left = 20; left > 0 && pids.some(isRunning); left--) await sleep(50);
  return pids.filter(isRunning);
}
