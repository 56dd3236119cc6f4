// The command line of bce compare.

import { refuseUsage, seeHelp } from "../errors.js";
import type { ColumnNames } from "../input/columns.js";
import type { LossOptions } from "../loss-options.js";
import { readCommandLine } from "./command-line.js";
import type { Values } from "./command-options.js";
import { lossOf, requireOneScale, requireOneStandardInput, requireOtherColumn } from "./shared.js";

export interface BootstrapOptions {
  readonly replicates: number;
  readonly seed: number;
}

export interface CompareOptions
  extends Pick<
    Values<"compare">,
    | "positive"
    | "on"
    | "percent"
    | "noHeader"
    | "worst"
    | "format"
    | "report"
    | "skipBadRows"
    | "maxBad"
    | "failAbove"
    | "failBelow"
    | "failIf"
  > {
  readonly files: readonly string[];
  readonly a: ColumnNames;
  readonly b: ColumnNames;
  readonly loss: LossOptions;
  readonly bootstrap: BootstrapOptions | null;
}

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readCompareOptions(args: readonly string[]): CompareOptions {
  const { values, rest } = readCommandLine("compare", args);
  const { label, prediction, predictionB = prediction, weight, cluster, bootstrap, seed } = values;
  const { positive, on, percent, noHeader, worst, format, report, skipBadRows, maxBad } = values;
  const { failAbove, failBelow, failIf } = values;
  if (rest.length !== 2)
    refuseUsage("FILE", "be given twice, for A and B", String(rest.length), seeHelp("bce compare"));
  requireOneStandardInput(rest);
  requireOneScale(values);
  requireOtherColumn("--prediction", prediction, label);
  requireOtherColumn("--prediction-b", predictionB, label);
  return {
    files: rest,
    a: { label, prediction, weight, by: [], cluster },
    b: { label, prediction: predictionB, weight: undefined, by: [] },
    positive,
    on,
    percent,
    noHeader,
    loss: lossOf(values),
    bootstrap: bootstrap === null ? null : { replicates: bootstrap, seed },
    worst,
    format,
    report,
    skipBadRows: skipBadRows || maxBad !== null,
    maxBad,
    failAbove,
    failBelow,
    failIf,
  };
}
