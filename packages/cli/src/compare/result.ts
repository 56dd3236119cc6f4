// The result of a comparison, from which every output is made. docs/cli.md describes its JSON.

import type { LossOptions } from "../loss-options.js";
import type { ReliabilityBin } from "../metrics/reliability.js";
import type { BadRow } from "../score/bad-rows.js";
import type { Measures } from "../score/result.js";
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

export interface CompareResult {
  readonly options: LossOptions;
  readonly files: readonly [string, string];
  /** The columns of predictions in A and in B. */
  readonly predictions: readonly [string, string];
  readonly weighted: boolean;
  readonly a: Measures;
  readonly b: Measures;
  readonly reliability: {
    readonly a: readonly ReliabilityBin[];
    readonly b: readonly ReliabilityBin[];
  };
  /** Of the loss of B minus that of A. */
  readonly difference: Interval;
  readonly bootstrap: BootstrapInterval | null;
  /** The weight of rows by their difference, without rows that stayed the same; null if all did. */
  readonly spread: SpreadBins | null;
  readonly rows: { readonly better: number; readonly worse: number; readonly same: number };
  readonly best: readonly ChangedRow[];
  readonly worst: readonly ChangedRow[];
  readonly badRows: { readonly count: number; readonly listed: readonly BadPair[] };
}
