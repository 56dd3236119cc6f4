// What is said to a process that runs contenders, whether it is cell.ts or peers/server.py: one
// request at a time, one reply to each.

import type { DataFiles } from "../data.js";
import { type RoadWorkload, smoothingOf } from "../workloads.js";

/** Make the contenders ready for a workload, and forget the one before. */
export interface Prepare {
  readonly do: "prepare";
  readonly workload: RoadWorkload & { readonly smoothing: number };
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

/** Run once more, and say what that took in memory. */
export interface Weigh {
  readonly do: "weigh";
  readonly contender: string;
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

export interface Weighed {
  /** Beside what it was given and what it gave; null where the system does not say. */
  readonly bytes: number | null;
}

export type Request = Prepare | Check | Sample | Weigh;

/** A process that runs contenders. Only those in JavaScript can be weighed. */
export interface Host {
  prepare(message: Prepare): Promise<Prepared>;
  check(message: Check): Promise<Checked>;
  sample(message: Sample): Promise<Sampled>;
  weigh(message: Weigh): Promise<Weighed>;
  close(): void;
}

export function prepareMessage(
  workload: RoadWorkload,
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

/** Several hosts that do the same at the same time: one host, as slow as the slowest of them. */
export function sideBySide(hosts: readonly Host[]): Host {
  const all = <Reply>(ask: (host: Host) => Promise<Reply>) => Promise.all(hosts.map(ask));
  return {
    prepare: async (message) => (await all((host) => host.prepare(message)))[0]!,
    check: async (message) => (await all((host) => host.check(message)))[0]!,
    async sample(message) {
      const samples = await all((host) => host.sample(message));
      return samples.reduce((a, b) => (a.ns >= b.ns ? a : b));
    },
    weigh: async (message) => (await all((host) => host.weigh(message)))[0]!,
    close: () => {
      for (const host of hosts) host.close();
    },
  };
}

/** A host over anything that answers requests in their order. */
export function hostOver(request: (message: Request) => Promise<unknown>, close: () => void): Host {
  return {
    prepare: async (message) => (await request(message)) as Prepared,
    check: async (message) => (await request(message)) as Checked,
    sample: async (message) => (await request(message)) as Sampled,
    weigh: async (message) => (await request(message)) as Weighed,
    close,
  };
}
