// The result of a comparison, from which every output is made. docs/cli.md describes its JSON.

import type { Period } from "../input/time-text.js";
import type { LossOptions } from "../loss-options.js";
import type { ReliabilityBin } from "../metrics/reliability.js";
import type { BadRow } from "../score/bad-rows.js";
import type { LikelyMistake } from "../score/column-look.js";
import type { LikelyCluster } from "../score/likely-cluster.js";
import type { Measures } from "../score/result.js";
import type { Tested } from "../score/tested.js";
import type { BootstrapInterval } from "./bootstrap.js";
import type { Interval } from "./difference.js";
import type { SpreadBins } from "./spread.js";

export interface ChangedRow {
  readonly rowA: number;
  readonly rowB: number;
  readonly label: number;
  readonly predictionA: number;
  readonly predictionB: number;
  /** The loss of B minus that of A, times the weight. */
  readonly difference: number;
}

export interface BadPair extends BadRow {
  readonly side: "A" | "B";
}

export interface ComparedGroup {
  /** The value of each column of groups; null if it is missing. */
  readonly values: readonly (string | null)[];
  /** Null where a file has no rows of the group, which can be with --unpaired alone. */
  readonly a: Measures | null;
  readonly b: Measures | null;
  /** Null where one of the files has no loss of the group. */
  readonly difference: Interval | null;
  /** Whether the loss of B is surely above that of A; null if it is not known. */
  readonly tested: Tested | null;
}

/** What is found in the rows of two files. */
export type Found = Omit<CompareResult, "files" | "isOneFile">;

export interface CompareResult {
  readonly options: LossOptions;
  readonly files: readonly [string, string];
  /** Whether A and B are one file, whatever it is called. */
  readonly isOneFile: boolean;
  /** The columns of predictions in A and in B. */
  readonly predictions: readonly [string, string];
  readonly weighted: boolean;
  /** Whether A and B have the same rows. */
  readonly paired: boolean;
  readonly a: Measures;
  readonly b: Measures;
  readonly reliability: {
    readonly a: readonly ReliabilityBin[];
    readonly b: readonly ReliabilityBin[];
  };
  /** Of the loss of B minus that of A. */
  readonly difference: Interval;
  readonly bootstrap: BootstrapInterval | null;
  /** A column of A that likely tells which rows belong together; null if rows are paired. */
  readonly likelyCluster: LikelyCluster | null;
  /** What options likely do not fit the columns of each. */
  readonly likelyMistake: { readonly a: LikelyMistake | null; readonly b: LikelyMistake | null };
  readonly by: readonly string[];
  /** The periods of --by-time; null without it. */
  readonly every: Period | null;
  readonly groups: readonly ComparedGroup[];
  /**
   * The weight of rows by their difference, without rows that stayed the same; null if all did, or
   * if rows are not paired.
   */
  readonly spread: SpreadBins | null;
  /** Null if rows are not paired. */
  readonly rows: {
    readonly better: number;
    readonly worse: number;
    readonly same: number;
  } | null;
  readonly best: readonly ChangedRow[];
  readonly worst: readonly ChangedRow[];
  readonly badRows: { readonly count: number; readonly listed: readonly BadPair[] };
}
