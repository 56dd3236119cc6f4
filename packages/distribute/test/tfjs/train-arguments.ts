// What the program that trains a small network is told, and what it reports.

import type { OptimizerName } from "./network.js";

/** What goes wrong on one rank, at the begin of a step; both count from 0. */
export interface Fault {
  readonly kind:
    | "kill"
    | "throw"
    | "throw in a step"
    | "NaN"
    | "other model"
    | "no rows"
    | "other rows"
    | "other labels"
    | "other weights"
    | "stop";
  readonly rank: number;
  readonly epoch?: number;
  readonly step?: number;
}

export interface TrainArguments {
  readonly epochs: number;
  readonly batchSize: number;
  /** The first so many rows are trained on, the rest evaluated. */
  readonly rows: number;
  readonly shuffle?: boolean;
  readonly autoShard?: boolean;
  readonly batchNormalization?: boolean;
  readonly optimizer?: OptimizerName;
  readonly checkpoint?: string;
  readonly checkpointEvery?: number;
  readonly fault?: Fault;
}

export interface TrainReport {
  readonly history: { readonly [name: string]: readonly number[] };
  readonly bits: string;
  readonly evaluated: { readonly [name: string]: number };
}
