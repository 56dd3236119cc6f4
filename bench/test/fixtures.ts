// What the benchmark's tests share: made-up circumstances, results and commands.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Row } from "../src/csv.js";
import { bandwidthName, baseName, handWrittenName, packageName } from "../src/names.js";
import { type RoadResults, type RoadRow, roadRowsOf } from "../src/roads/road-rows.js";
import { roads } from "../src/roads/roads.js";
import { variants } from "../src/roads/variants.js";
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

/** Rows of a road at N = 1 Ki in which each contender always takes so many nanoseconds an element. */
export function roadRowsWith(
  variant: string,
  road: string,
  times: Readonly<Record<string, number>>,
): RoadRow[] {
  const n = 1024;
  return roadRowsOf(
    {
      variant: variants.find(({ name }) => name === variant)!,
      road: roads.find(({ name }) => name === road)!,
      n,
    },
    Object.entries(times).map(([name, ns]) => timing(name, [n * ns, n * ns])),
    0.05,
  );
}

export const roadResults: RoadResults = {
  made: { ...made, command: "npm run bench -- --roads" },
  rows: [
    ...roadRowsWith("logits, value", "flat, mean", { [packageName]: 2, NumPy: 8 }),
    ...roadRowsWith("logits, value", "weights of elements", {
      [packageName]: 4,
      [baseName]: 2,
      [handWrittenName]: 40,
      NumPy: 8,
      "PyTorch eager": 3,
    }),
    ...roadRowsWith("logits, value", "plain arrays", {
      [packageName]: 20,
      [baseName]: 2,
      [handWrittenName]: 30,
    }),
    ...roadRowsWith("logits, value", "a loss of one's own", {
      [packageName]: 10,
      [baseName]: 2,
      [handWrittenName]: 5,
    }),
    ...roadRowsWith("float64", "weights of elements", { [packageName]: 10, [baseName]: 4 }),
    ...roadRowsWith("logits, value, threads", "flat, mean", {
      [packageName]: 2,
      [baseName]: 1.9,
      "JAX jit": 2.5,
    }),
    ...roadRowsWith("logits, value, small", "flat, mean", { [packageName]: 0.5 }),
  ],
  memory: [
    { variant: "logits, value", road: "flat, mean", n: 1024, bytes: 2048 },
    { variant: "logits, value", road: "plain arrays", n: 1024, bytes: 2 ** 20 + 1024 },
  ],
};

export function run(script: "main" | "table" | "charts", ...args: string[]) {
  return spawnSync(process.execPath, ["--import", "tsx", `src/${script}.ts`, ...args], {
    cwd: benchFolder,
    encoding: "utf8",
  });
}
