// What it takes to be measured in JavaScript: a file in this folder that exports a Contender, its
// place in index.ts and in the roster.

import type { FloatArray } from "../data.js";
import type { RoadWorkload } from "../workloads.js";

export interface Contender {
  /** As the results call it. */
  readonly name: string;
  /**
   * Makes one workload ready to run again and again on the same data; undefined where the contender
   * does not do it.
   */
  prepare(workload: RoadWorkload, inputs: Inputs): Ready | undefined | Promise<Ready | undefined>;
}

export interface Inputs {
  readonly labels: FloatArray;
  /** Logits or probabilities. */
  readonly predictions: FloatArray;
  readonly weights: FloatArray | undefined;
}

export interface Ready {
  /** Computes everything anew and returns the mean loss, or the first number of what else it gives. */
  run(): number;
  /** The array that the last run left, if one is part of the workload: a gradient, or losses. */
  grad?(): FloatArray | undefined;
  /** The losses that the last run made beside a gradient, if it did. */
  losses?(): FloatArray | undefined;
  /** Before the runs of a check or a sample, and not part of their time. */
  activate?(): Promise<unknown>;
  /** Gives the memory back. */
  release?(): void;
  /** How many threads it may use; 1 unless said. */
  readonly threads?: number;
  /** Of the framework. */
  readonly version?: string;
  /** Of this package: which build of its kernels runs. */
  readonly kernel?: string;
}
