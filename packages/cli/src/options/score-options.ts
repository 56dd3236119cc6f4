// The command line of bce score.

import { NoColumnError, refuseUsage, seeHelp, show } from "../errors.js";
import type { ColumnNames } from "../input/columns.js";
import type { LossOptions } from "../loss-options.js";
import { requireDifferentRoles } from "./column-roles.js";
import { type CommandLine, readCommandLine } from "./command-line.js";
import { longName, type Values } from "./command-options.js";
import { type OutputOptions, outputOptions } from "./merge-options.js";
import {
  lossOf,
  readGroups,
  requireGroups,
  requireOneScale,
  requireOneStandardInput,
} from "./shared.js";

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
      | "shard"
      | "partial"
      | "positive"
      | "cluster"
      | "percent"
      | "noHeader"
      | "worst"
      | "skipBadRows"
      | "maxBad"
    >,
    OutputOptions {
  /** Empty with a table. */
  readonly files: readonly string[];
  readonly from: TableOptions | null;
  /** The columns of --by, that of --by-time, and `file` with --by-file. */
  readonly by: readonly string[];
  /** Null without --label and --prediction, which .npy files do not need. */
  readonly columns: ColumnNames | null;
  /** All pairs of labels and predictions, of which that of `columns` is the first. */
  readonly pairs: readonly ColumnNames[];
  /** Null if labels and predictions are in the same files. */
  readonly join: JoinOptions | null;
  readonly loss: LossOptions;
}

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readScoreOptions(args: readonly string[]): ScoreOptions {
  const line = readCommandLine("score", args);
  const { shard, partial, positive, byTime, byFile, cluster, percent, noHeader } = line.values;
  const { worst, format, report, skipBadRows, maxBad, failAbove, failBelow, failIf } = line.values;
  const { by: columns } = readGroups(line.values);
  const by = byFile ? [...columns, "file"] : columns;
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
  if (from !== null && (percent || noHeader))
    refuseUsage(percent ? "--percent" : "--no-header", "come with files", "--url");
  const shown = line.values.show;
  const ofFiles = byTime !== undefined || byFile || cluster !== undefined || shown.length > 0;
  if (from !== null && ofFiles)
    refuseUsage(
      "--by-time, --by-file, --cluster and --show",
      "come with files",
      "one with a table",
    );
  if (shard !== null) requireNoOutput(line);
  requireOneScale(line.values);
  const pairs = readPairs(line.values, line.rest);
  if (from !== null && pairs !== null && pairs.length > 1)
    refuseUsage(
      "--label",
      "be given once with --url",
      pairs.map(({ label }) => show(label)).join(" and "),
    );
  const options: ScoreOptions = {
    files: line.rest,
    from,
    columns: pairs?.[0] ?? null,
    pairs: pairs ?? [],
    percent,
    noHeader,
    shard,
    partial,
    join,
    positive,
    by,
    cluster,
    loss: lossOf(line.values),
    worst,
    format,
    report,
    skipBadRows: skipBadRows || maxBad !== null,
    maxBad,
    failAbove,
    failBelow,
    failIf,
  };
  requireGroups(failIf, groupColumns(options));
  return options;
}

/** Messages never show the URL, which may contain a password. */
function readTable({ values, rest }: CommandLine<"score">): TableOptions | null {
  const { url, table, timeout } = values;
  if (url === undefined) return null;
  if (rest.length > 0) refuseUsage("--url", "come without files", show(rest[0]));
  return { url, table: table || refuseUsage("--table", "name a table", "nothing"), timeout };
}

/** A shard prints nothing: what concerns the result is for bce merge. */
function requireNoOutput({ isGiven }: CommandLine<"score">): void {
  const given = [...outputOptions(), "url" as const].find(isGiven);
  if (given === undefined) return;
  const remedy = given === "url" ? "The database shares the work itself." : "Give it to bce merge.";
  refuseUsage("--shard", `come without ${longName(given)}`, "it", remedy);
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

function readPairs(
  {
    label: labels,
    prediction: predictions,
    weight,
    byFile,
    show: shown,
    cluster,
    labels: files,
    on,
    ...values
  }: Given,
  inputs: readonly string[],
): readonly ColumnNames[] | null {
  const isNamed = labels.length > 0 || predictions.length > 0;
  const { by, time } = readGroups(values);
  const others = [weight, cluster, ...by, ...shown].filter((name) => name !== undefined);
  if (!isNamed && others.length === 0 && !byFile) return null;
  if (labels.length === 0) throw new NoColumnError("--label", [...files, ...inputs][0]);
  if (predictions.length === 0) throw new NoColumnError("--prediction", inputs[0]);
  const [few, many] =
    labels.length < predictions.length ? [labels, predictions] : [predictions, labels];
  if (few.length < many.length) {
    const [option, other] =
      many === labels ? ["--label", "--prediction"] : ["--prediction", "--label"];
    refuseUsage(
      option!,
      `be given ${few.length === 1 ? "once" : `${few.length} times`}`,
      many.map(show).join(" and "),
      `For several pairs, give ${other} as often, even with the same name.`,
    );
  }
  const pairs = labels.map((label, i) => ({
    label,
    prediction: predictions[i]!,
    weight,
    by,
    time,
    byFile,
    show: shown,
    cluster,
  }));
  requireDifferentRoles({
    labels,
    predictions,
    weight,
    cluster,
    on,
    areApart: files.length > 0,
  });
  const again = pairs.find(({ label, prediction }, i) =>
    pairs.slice(0, i).some((one) => one.label === label && one.prediction === prediction),
  );
  if (again)
    refuseUsage(
      "--label",
      "name each pair once",
      `${show(again.label)} with ${show(again.prediction)} twice`,
    );
  return pairs;
}

/** How pairs are told from one another: by the column in which they differ; null for a single one. */
export function pairNames({ pairs }: ScoreOptions): { column: string; values: string[] } | null {
  if (pairs.length < 2) return null;
  const labels = pairs.map(({ label }) => label);
  const predictions = pairs.map(({ prediction }) => prediction);
  return new Set(labels).size === labels.length
    ? { column: "label", values: labels }
    : new Set(predictions).size === predictions.length
      ? { column: "prediction", values: predictions }
      : { column: "pair", values: pairs.map(({ label, prediction }) => `${label}, ${prediction}`) };
}

/** What groups are made by: the pairs, if there are several, then those of `by`. */
export function groupColumns(options: ScoreOptions): readonly string[] {
  const pairs = pairNames(options);
  return pairs === null ? options.by : [pairs.column, ...options.by];
}
