// The result of a run, from which every output is made. docs/cli.md describes its JSON.

import type { Period } from "../input/time-text.js";
import type { LossOptions } from "../loss-options.js";
import type { ConcentrationPoint } from "../metrics/concentration.js";
import { scale } from "../metrics/exact.js";
import { calibrationError, type ReliabilityBin } from "../metrics/reliability.js";
import type { Tally } from "../metrics/tallies.js";
import type { BadRow } from "./bad-rows.js";
import { baseLoss } from "./base-loss.js";
import type { LikelyMistake } from "./column-look.js";
import type { Curves } from "./curves.js";
import type { Joined } from "./join/result.js";
import type { LikelyCluster } from "./likely-cluster.js";
import type { LossInterval } from "./loss-errors.js";
import type { Losses } from "./losses.js";
import type { Tested } from "./tested.js";

export interface Measures {
  /** Σ w L / Σ w, in nats; null if no row has weight. */
  readonly loss: number | null;
  /** Of the loss; null if fewer than two rows, or clusters, have weight. */
  readonly interval: LossInterval | null;
  /** Σ w L and Σ w L / n; ∞ if they are too large for a double. The same goes for Σ w. */
  readonly lossSum: number;
  readonly lossPerRow: number;
  readonly count: number;
  readonly weight: number;
  readonly baseRate: number | null;
  readonly baseLoss: number | null;
  /** 1 − loss / base loss; null if the base loss is 0. */
  readonly skill: number | null;
  readonly calibrationError: number | null;
  readonly brier: number | null;
  readonly rocAuc: number | null;
  readonly prAuc: number | null;
  /** Whether both areas are exact, and the largest error that each can have. */
  readonly areas: { readonly exact: boolean; readonly rocError: number; readonly prError: number };
}

export interface WorstRowResult {
  readonly file: string;
  /** From 1; null in a table, whose rows have no order. */
  readonly row: number | null;
  readonly line: number | null;
  /** The pair of columns, if there are several. */
  readonly pair?: string;
  readonly label: number;
  readonly prediction: number;
  readonly weight: number;
  readonly loss: number;
  /** The values of the columns of --show; none without them. */
  readonly shown?: readonly (string | null)[];
}

export interface Group {
  /** The value of each --by column; null if it is missing. */
  readonly values: readonly (string | null)[];
  readonly measures: Measures;
  /** Its loss against that of all other rows; null if one of them has no standard error. */
  readonly tested: Tested | null;
}

export interface ScoreResult {
  readonly options: LossOptions;
  readonly files: readonly string[];
  /** What was found of how the files are written, and taken so, in sentences. */
  readonly notes: readonly string[];
  /** A column that likely tells which rows belong together, if --cluster is missing. */
  readonly likelyCluster: LikelyCluster | null;
  /** What options likely do not fit the columns; null for none, and for a database table. */
  readonly likelyMistake: LikelyMistake | null;
  /** What found no partner; null if labels and predictions are in the same files. */
  readonly joined: Joined | null;
  readonly weighted: boolean;
  readonly total: Measures;
  readonly reliability: readonly ReliabilityBin[];
  /** Null unless an output has them: JSON and reports, of files. */
  readonly curves: Curves | null;
  readonly histogram: {
    readonly positive: readonly number[];
    readonly negative: readonly number[];
  };
  readonly by: readonly string[];
  /** The periods of --by-time; null without it. */
  readonly every: Period | null;
  readonly groups: readonly Group[];
  /** The columns of --show, beside the worst rows. */
  readonly show: readonly string[];
  readonly worst: readonly WorstRowResult[];
  readonly concentration: readonly ConcentrationPoint[] | null;
  readonly bad: { readonly count: number; readonly listed: readonly BadRow[] };
}

/** The measures of a tally. */
export function measuresOf(
  tally: Tally,
  losses: Losses,
  interval: LossInterval | null = null,
): Measures {
  const { count, exponent, weight, loss: costs, positive, squared } = tally.sums;
  const mean = (sum: number) => (weight > 0 ? sum / weight : null);
  const loss = mean(costs);
  // Rounding may push a mean of shares above 1.
  const baseRate = weight > 0 ? Math.min(positive / weight, 1) : null;
  const base = baseRate === null ? null : baseLoss(baseRate, losses);
  const { rocAuc, prAuc, exact, rocError, prError } = tally.areas();
  return {
    loss,
    interval,
    lossSum: scale(costs, exponent),
    lossPerRow: scale(costs / count, exponent),
    count,
    weight: scale(weight, exponent),
    baseRate,
    baseLoss: base,
    skill:
      loss === null || base === null || baseRate === 0 || baseRate === 1 || base === 0
        ? null
        : 1 - loss / base,
    calibrationError: calibrationError(tally.sums),
    brier: mean(squared),
    rocAuc,
    prAuc,
    areas: { exact, rocError, prError },
  };
}
