// What this package sets out to reach beside its peers, as data, and whether the results say that
// it did.

import type { Row } from "../csv.js";
import { kernelMemoryName, packageName, tensorflowWasmName, threadsName } from "../names.js";
import type { Input, Quantity, Workload } from "../workloads.js";
import { fastestOf, peerKinds, rowOf, speedUp } from "./look-up.js";

export type Case = Pick<Workload, "labels" | "weights">;
export const cases: readonly Case[] = [
  { labels: "hard", weights: "none" },
  { labels: "smoothed", weights: "none" },
  { labels: "hard", weights: "per sample" },
];

/**
 * What is measured: so many times as fast, a share of the read bandwidth, or nanoseconds, of which
 * fewer are better.
 */
export type Unit = "times" | "share" | "nanoseconds";

export interface Target {
  readonly title: string;
  readonly unit: Unit;
  required(workload: Workload): number;
  readonly quantities: readonly Quantity[];
  readonly inputs: readonly Input[];
  readonly sizes: readonly number[];
  readonly dtype: Workload["dtype"];
  readonly cases: readonly Case[];
  /** Undefined where something that it needs was not measured. */
  measure(rows: readonly Row[], workload: Workload): number | undefined;
}

const both: readonly Input[] = ["logits", "probabilities"];
const all: readonly Quantity[] = ["value", "value and gradient"];
const large = [2 ** 20, 2 ** 24];
const common = {
  unit: "times",
  quantities: all,
  inputs: both,
  sizes: large,
  dtype: "float32",
  cases,
} as const;

const againstNative =
  (own: string): Target["measure"] =>
  (rows, workload) =>
    speedUp(rowOf(rows, workload, own), fastestOf(rows, workload, ["native"]));

const byInput = (logits: number, probabilities: number) => (workload: Workload) =>
  workload.input === "logits" ? logits : probabilities;

const oneThread = [
  [packageName, "one thread, ordinary arrays"],
  [kernelMemoryName, "one thread, arrays in kernel memory"],
] as const;

export const targets: readonly Target[] = [
  {
    ...common,
    title: "a call on typed arrays",
    unit: "nanoseconds",
    required: () => 1000,
    sizes: [32],
    measure: (rows, workload) => rowOf(rows, workload, packageName)?.median_ns,
  },
  {
    ...common,
    title: "a call on typed arrays, against the fastest of all peers",
    required: () => 10,
    sizes: [32],
    measure: (rows, workload) =>
      speedUp(rowOf(rows, workload, packageName), fastestOf(rows, workload, peerKinds)),
  },
  ...oneThread.map(([name, where]) => ({
    ...common,
    title: `${where}, against the fastest native framework on all cores`,
    quantities: ["value"] as const,
    required: byInput(0.8, 1.2),
    measure: againstNative(name),
  })),
  {
    ...common,
    title:
      "threads on all cores, arrays in shared kernel memory, against the fastest native framework",
    quantities: ["value"],
    required: byInput(1.5, 2),
    measure: againstNative(threadsName),
  },
  ...oneThread.map(([name, where]) => ({
    ...common,
    title: `${where}, against the fastest native framework on all cores`,
    quantities: ["value and gradient"] as const,
    required: () => 0.9,
    measure: againstNative(name),
  })),
  {
    ...common,
    title:
      "threads on all cores, arrays in shared kernel memory, against the fastest native framework",
    quantities: ["value and gradient"],
    required: () => 1.5,
    measure: againstNative(threadsName),
  },
  {
    ...common,
    title: "one thread, ordinary arrays, against TensorFlow.js wasm",
    quantities: ["value and gradient"],
    sizes: [32, 2 ** 10, 2 ** 16, ...large],
    required: () => 100,
    measure: (rows, workload) =>
      speedUp(rowOf(rows, workload, packageName), rowOf(rows, workload, tensorflowWasmName)),
  },
  ...oneThread.map(([name, where]) => ({
    ...common,
    title: `${where}: share of the read bandwidth`,
    unit: "share" as const,
    quantities: ["value"] as const,
    inputs: ["probabilities"] as const,
    sizes: [2 ** 24],
    cases: cases.slice(0, 1),
    required: () => 0.5,
    measure: (rows: readonly Row[], workload: Workload) =>
      rowOf(rows, workload, name)?.bandwidth_share,
  })),
  ...oneThread.map(([name, where]) => ({
    ...common,
    title: `${where}, against the fastest native framework on one thread`,
    dtype: "float64" as const,
    cases: cases.slice(0, 1),
    required: () => 1,
    measure: againstNative(name),
  })),
];

export interface Verdict {
  readonly workload: Workload;
  readonly required: number;
  readonly measured: number | undefined;
  /** Undefined where it was not measured. */
  readonly met: boolean | undefined;
}

/** One for each workload that the target is about. */
export function judge(target: Target, rows: readonly Row[]): Verdict[] {
  const { quantities, inputs, sizes, dtype } = target;
  const workloads = quantities.flatMap((quantity) =>
    inputs.flatMap((input) =>
      sizes.flatMap((n) =>
        target.cases.map((labels): Workload => ({ quantity, input, ...labels, dtype, n })),
      ),
    ),
  );
  return workloads.map((workload) => {
    const required = target.required(workload);
    const value = target.measure(rows, workload);
    const measured = value === undefined || Number.isNaN(value) ? undefined : value;
    const met =
      measured === undefined
        ? undefined
        : target.unit === "nanoseconds"
          ? measured < required
          : measured >= required;
    return { workload, required, measured, met };
  });
}
