// The command line of bce compare.

import { refuseUsage, seeHelp } from "../errors.js";
import type { ColumnNames } from "../input/columns.js";
import type { LossOptions } from "../loss-options.js";
import { requireDifferentRoles } from "./column-roles.js";
import { type CommandLine, readCommandLine } from "./command-line.js";
import { longName, type Values } from "./command-options.js";
import {
  lossOf,
  readGroups,
  requireGroups,
  requireOneScale,
  requireOneStandardInput,
} from "./shared.js";

export interface BootstrapOptions {
  readonly replicates: number;
  readonly seed: number;
}

export interface CompareOptions
  extends Pick<
    Values<"compare">,
    | "positive"
    | "on"
    | "unpaired"
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
  const line = readCommandLine("compare", args);
  const { values, rest } = line;
  const { label, prediction, predictionB = prediction, weight, cluster, bootstrap, seed } = values;
  const { positive, on, unpaired, percent, noHeader, worst, format, report } = values;
  const { skipBadRows, maxBad, failAbove, failBelow, failIf } = values;
  if (rest.length !== 2)
    refuseUsage("FILE", "be given twice, for A and B", String(rest.length), seeHelp("bce compare"));
  requireOneStandardInput(rest);
  requireOneScale(values);
  const roles = { labels: [label], weight, cluster, on };
  requireDifferentRoles({ ...roles, predictions: [prediction] });
  requireDifferentRoles({
    ...roles,
    predictions: [predictionB],
    prediction: "--prediction-b",
  });
  if (unpaired) requireUnpaired(line);
  const { by, time } = readGroups(values);
  requireGroups(failIf, by);
  const a = { label, prediction, weight, by, time, cluster };
  // Of a pair, A tells what both rows have in common.
  const ofB = unpaired ? {} : { weight: undefined, by: [], time: undefined, cluster: undefined };
  return {
    files: rest,
    a,
    b: { ...a, prediction: predictionB, ...ofB },
    unpaired,
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

/** What is about pairs of rows, in words. */
const ofPairs = {
  on: "Rows of A and B are not paired then.",
  bootstrap: "The bootstrap draws pairs of rows.",
  worst: "It lists pairs of rows.",
} as const;

/** @throws UsageError for an option that says something of pairs. */
function requireUnpaired({ isGiven, values }: CommandLine<"compare">): void {
  for (const [name, remedy] of Object.entries(ofPairs) as [keyof typeof ofPairs, string][])
    if (isGiven(name)) refuseUsage("--unpaired", `come without ${longName(name)}`, "it", remedy);
  const pairwise = values.failIf.find(({ measure }) => measure.startsWith("bootstrap."));
  if (pairwise !== undefined)
    refuseUsage(
      "--unpaired",
      `come without ${pairwise.measure} in --fail-if`,
      "it",
      ofPairs.bootstrap,
    );
}
