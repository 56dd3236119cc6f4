// The command line of bce score.

import { refuseUsage, seeHelp, show } from "../errors.js";
import type { ColumnNames } from "../input/columns.js";
import type { LossOptions } from "../loss-options.js";
import { type CommandLine, readCommandLine } from "./command-line.js";
import type { Values } from "./command-options.js";
import { lossOf, requireOneStandardInput, requireOtherColumn } from "./shared.js";

/** A table in a warehouse. */
export interface TableOptions {
  readonly url: string;
  readonly table: string;
  /** Seconds that each query may take. */
  readonly timeout: number;
}

/** Labels in files of their own. */
export interface JoinOptions
  extends Pick<Given, "labels" | "on" | "allowUnmatched" | "manyToOne"> {}

type Given = Values<"score">;

export interface ScoreOptions
  extends Pick<
    Given,
    "positive" | "by" | "worst" | "format" | "report" | "skipBadRows" | "failAbove"
  > {
  /** Empty with a table. */
  readonly files: readonly string[];
  readonly from: TableOptions | null;
  /** Null without --label and --prediction, which .npy files do not need. */
  readonly columns: ColumnNames | null;
  /** Null if labels and predictions are in the same files. */
  readonly join: JoinOptions | null;
  readonly loss: LossOptions;
}

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readScoreOptions(args: readonly string[]): ScoreOptions {
  const line = readCommandLine("score", args);
  const { positive, by, worst, format, report, skipBadRows, failAbove } = line.values;
  const from = readTable(line);
  if (line.rest.length === 0 && from === null)
    refuseUsage("FILE", "be given", "nothing", seeHelp("bce score"));
  const join = readJoin(line);
  requireOneStandardInput([...line.rest, ...line.values.labels]);
  if (positive !== null && from !== null)
    refuseUsage(
      "--positive",
      "come with files",
      show(positive),
      "Give the table a view whose labels are 0 and 1.",
    );
  return {
    files: line.rest,
    from,
    columns: readColumns(line.values),
    join,
    positive,
    by,
    loss: lossOf(line.values),
    worst,
    format,
    report,
    skipBadRows,
    failAbove,
  };
}

/** Messages never show the URL, which may contain a password. */
function readTable({ values, rest }: CommandLine<"score">): TableOptions | null {
  const { url, table, timeout } = values;
  if (url === undefined) return null;
  if (rest.length > 0) refuseUsage("--url", "come without files", show(rest[0]));
  return { url, table: table || refuseUsage("--table", "name a table", "nothing"), timeout };
}

function readJoin({ values, isGiven }: CommandLine<"score">): JoinOptions | null {
  const { labels, on, allowUnmatched, manyToOne, url } = values;
  if (!isGiven("labels")) return null;
  if (url !== undefined) refuseUsage("--labels", "come with files", show(labels[0]));
  if (on.length === 0 && (allowUnmatched || manyToOne))
    refuseUsage(
      allowUnmatched ? "--allow-unmatched" : "--many-to-one",
      "come with --on",
      "rows that are paired by their order",
    );
  return { labels, on, allowUnmatched, manyToOne };
}

function readColumns({ label, prediction, weight, by, labels }: Given): ColumnNames | null {
  if (label === undefined && prediction === undefined && weight === undefined && by.length === 0)
    return null;
  if (label === undefined) refuseUsage("--label", "name a column", "nothing");
  if (prediction === undefined) refuseUsage("--prediction", "name a column", "nothing");
  if (labels.length === 0) requireOtherColumn("--prediction", prediction, label);
  return { label, prediction, weight, by };
}
