// How much memory this process takes, as Linux counts it, and how much of it is arrays.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const status = "/proc/self/status";
const clearRefs = "/proc/self/clear_refs";

/**
 * By how many bytes the process was larger at its largest while it ran; null where nobody says.
 * Pages that an earlier call has left to the process do not make it larger, so arrays that were
 * made count by their own bytes where those are more.
 */
export function peakDuring(run: () => void): number | null {
  if (!existsSync(clearRefs)) return null;
  collectGarbage();
  // Begins the peak anew.
  writeFileSync(clearRefs, "5");
  const before = read("VmRSS");
  const arrays = process.memoryUsage().arrayBuffers;
  run();
  const grown = read("VmHWM") - before;
  return Math.max(grown, process.memoryUsage().arrayBuffers - arrays);
}

function read(name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(status, "utf8"));
  return 1024 * Number(found![1]);
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // What the first finds unreachable may have held more.
  collect();
  collect();
}
