// What the benchmark's tests share: made-up circumstances, results and commands.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Row } from "../src/csv.js";
import { bandwidthName, handWrittenName, packageName } from "../src/names.js";
import { rowsOf, type Timing } from "../src/rows.js";
import type { Workload } from "../src/workloads.js";

export const benchFolder = fileURLToPath(new URL("..", import.meta.url));

export const made = {
  date: "2024-02-29",
  device: 'Some "CPU", 3 GHz',
  cores: 2,
  node: "20.19.0",
  package: "0.1.0",
};

export const workload: Workload = {
  quantity: "value",
  input: "logits",
  labels: "hard",
  weights: "none",
  dtype: "float32",
  n: 2048,
};

export function timing(
  name: string,
  samples: readonly number[],
  more: Partial<Timing> = {},
): Timing {
  return { name, threads: 1, version: "", meanError: 1e-8, samples, ...more };
}

export const timings: readonly Timing[] = [
  timing(packageName, [2048, 4096, 6144], { kernel: "simd" }),
  timing(handWrittenName, [4096, 4096, 4096]),
  timing("NumPy", [8192, 8192, 8192], { version: "2.0", threads: 2 }),
  timing(bandwidthName, [1024, 1024, 1024], { meanError: NaN }),
];

/** Rows of a workload in which each contender always takes so many nanoseconds per call. */
export function rowsWith(
  times: Readonly<Record<string, number>>,
  of: Partial<Workload> = {},
): Row[] {
  const all = Object.entries({ [handWrittenName]: 1000, ...times }).map(([name, ns]) =>
    timing(name, [ns]),
  );
  return rowsOf({ ...workload, ...of }, all, made, 0.05);
}

export function run(script: "main" | "table" | "charts", ...args: string[]) {
  return spawnSync(process.execPath, ["--import", "tsx", `src/${script}.ts`, ...args], {
    cwd: benchFolder,
    encoding: "utf8",
  });
}
