// What a comparison comes to: the one thing that every output is made of. Its JSON is described in
// docs/cli.md.

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
  /** The loss of B − that of A, times the weight. */
  readonly difference: number;
}

export interface BadPair extends BadRow {
  readonly side: "A" | "B";
}

export interface CompareResult {
  readonly options: LossOptions;
  readonly files: readonly [string, string];
  /** The column of the predictions in A, and that in B. */
  readonly predictions: readonly [string, string];
  readonly weighted: boolean;
  readonly a: Measures;
  readonly b: Measures;
  readonly reliability: {
    readonly a: readonly ReliabilityBin[];
    readonly b: readonly ReliabilityBin[];
  };
  /** Of the loss of B − that of A. */
  readonly difference: Interval;
  readonly bootstrap: BootstrapInterval | null;
  /**
   * How much weight has which difference, without rows that stayed the same; null where all did.
   */
  readonly spread: SpreadBins | null;
  readonly rows: { readonly better: number; readonly worse: number; readonly same: number };
  readonly best: readonly ChangedRow[];
  readonly worst: readonly ChangedRow[];
  readonly badRows: { readonly count: number; readonly listed: readonly BadPair[] };
}
