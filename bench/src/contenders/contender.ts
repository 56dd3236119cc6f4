// What it takes to be measured: one file in this folder that exports a Contender, and a line in index.ts.

import type { Data, Workload } from "../workloads.js";

export interface Contender {
  /** As the results call it. */
  readonly name: string;
  /** Makes one workload ready to run again and again on the same data; undefined where the contender does not do it. */
  prepare(workload: Workload, data: Data): Prepared | undefined | Promise<Prepared | undefined>;
}

export interface Prepared {
  /** Computes everything anew and returns the mean loss. */
  run(): number;
  /** Where each run leaves the gradient of the mean, if that is part of the workload. */
  readonly grad: Float32Array | undefined;
}
