// A program from its start to its end: how long it takes, and the most memory that it holds, which
// Linux counts.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { BenchError } from "../errors.js";

export interface Run {
  readonly ns: number;
  /** NaN where the system does not say. */
  readonly peakBytes: number;
}

/**
 * Milliseconds between two looks at the memory; the system's own peak is read, so that only the
 * last look is early.
 */
const pace = 5;

export async function measureProcess(command: readonly string[]): Promise<Run> {
  const start = process.hrtime.bigint();
  const child = spawn(command[0]!, command.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
  let [peakBytes, complaint] = [NaN, ""];
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const watch = setInterval(() => {
    peakBytes = peakOf(child.pid!) ?? peakBytes;
  }, pace);
  const [code] = (await once(child, "exit")) as [number | null];
  const ns = Number(process.hrtime.bigint() - start);
  clearInterval(watch);
  if (code !== 0)
    throw new BenchError(
      `${command.slice(0, 3).join(" ")} ended with ${code}: ${complaint.trim().slice(-300)}`,
    );
  return { ns, peakBytes };
}

function peakOf(pid: number): number | undefined {
  try {
    const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? undefined : 1024 * Number(kib);
  } catch {
    return undefined;
  }
}
