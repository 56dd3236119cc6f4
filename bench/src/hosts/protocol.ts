// What is said to a process that runs contenders, whether it is cell.ts or peers/server.py: one
// request at a time, one reply to each.

import type { DataFiles } from "../data.js";
import { smoothingOf, type Workload } from "../workloads.js";

/** Make the contenders ready for a workload, and forget the one before. */
export interface Prepare {
  readonly do: "prepare";
  readonly workload: Workload & { readonly smoothing: number };
  readonly files: DataFiles;
  /** The only contenders wanted; null for all. */
  readonly only: readonly string[] | null;
}

/** Run once, and leave the gradient in this file, unless it is null. */
export interface Check {
  readonly do: "check";
  readonly contender: string;
  readonly gradient: string | null;
}

/** Run so many times, and say how long that took. */
export interface Sample {
  readonly do: "sample";
  readonly contender: string;
  readonly calls: number;
}

export interface Entrant {
  readonly name: string;
  /** How many it may use. */
  readonly threads: number;
  /** Of the framework. */
  readonly version: string;
  /** Of this package: which build of its kernels runs. */
  readonly kernel?: string;
}

export interface Prepared {
  readonly entrants: readonly Entrant[];
  /** Contenders that ought to be able to, but are not, and why. */
  readonly failed: Readonly<Record<string, string>>;
}

export interface Checked {
  readonly mean: number;
  /** For the one call. */
  readonly ns: number;
}

export interface Sampled {
  /** For all the calls. */
  readonly ns: number;
  /** The sum of all results: consumed, so that no call can be optimised away. */
  readonly sink: number;
}

/** A process that runs contenders. */
export interface Host {
  prepare(message: Prepare): Promise<Prepared>;
  check(message: Check): Promise<Checked>;
  sample(message: Sample): Promise<Sampled>;
  close(): void;
}

export function prepareMessage(
  workload: Workload,
  files: DataFiles,
  only: readonly string[] | null,
): Prepare {
  return {
    do: "prepare",
    workload: { ...workload, smoothing: smoothingOf(workload) },
    files,
    only,
  };
}

/** A host over anything that answers requests in their order. */
export function hostOver(
  request: (message: Prepare | Check | Sample) => Promise<unknown>,
  close: () => void,
): Host {
  return {
    prepare: async (message) => (await request(message)) as Prepared,
    check: async (message) => (await request(message)) as Checked,
    sample: async (message) => (await request(message)) as Sampled,
    close,
  };
}
