// The command line of bce score.

import { Command } from "commander";
import { refuseUsage, show } from "../errors.js";
import type { ColumnNames } from "../input/columns.js";
import { choice, readReport, readValue, repeated, requireOtherColumn } from "./common.js";
import {
  addLossOptions,
  type Given,
  type LossOptions,
  readChoice,
  readLossOptions,
  readNumber,
} from "./loss-options.js";
import { parse } from "./parse.js";

export const scoreHelp = `Usage: bce score FILE... --label NAME --prediction NAME [options]
       bce score --url URL --table NAME --label NAME --prediction NAME [options]

Scores predictions in files: CSV, TSV, NDJSON, Parquet, gzip, zstd, folders, patterns, - for standard input; in two or three
.npy files, labels, predictions and weights, without column names; or in a table, which is summed where it is.

  --label NAME, --prediction NAME, --weight NAME   the columns; labels are in [0, 1], or
  --positive VALUE      one of the two values of the labels, such as yes, or 1 of -1 and 1: the rows that are positive
  --url URL, --table NAME   clickhouse:// or postgres://user@host/database; password in CLICKHOUSE_PASSWORD or PGPASSWORD
  --timeout S           how many seconds a query of a table may take (default 3600)
  --by NAME             the same per group as well; may be repeated
  --from-logits         predictions are logits, not probabilities
  --label-smoothing S   a label y becomes y (1 - S) + S / 2 (default 0)
  --dialect NAME        keras2 (default), keras3, torch or exact: whose numbers at the edges
  --epsilon E           how far the Keras dialects stay from 0 and 1 (default 1e-7)
  --pos-weight W        a factor of the positive term (default 1)
  --dtype NAME          float64 (default), or float32, in which TensorFlow computes
  --worst N             how many of the worst rows are listed (default 10)
  --format NAME         table (default), json or csv
  --report FILE         write a page of charts, self-contained HTML
  --skip-bad-rows       count and list rows that cannot be scored, instead of stopping
  --fail-above X        end with exit code 3 if the loss is above X
  --help                this text

Exit codes: 0 done, 1 bad data, 2 bad usage, 3 above --fail-above, 130 interrupted.

  bce score predictions.parquet --label y --prediction p --by country --report report.html
  bce score 'runs/*.csv.gz' --label y --prediction z --from-logits --format json
  zcat day.csv.gz | bce score - --label clicked --prediction p --fail-above 0.4
  bce score --url clickhouse://reader@db1:8123/ads --table clicks --label clicked --prediction p
`;

/** A table in a warehouse. */
export interface TableOptions {
  readonly url: string;
  readonly table: string;
  /** Seconds that each query may take. */
  readonly timeout: number;
}

export interface ScoreOptions {
  /** None with a table. */
  readonly files: readonly string[];
  readonly from: TableOptions | null;
  /** Null without --label and --prediction, as .npy files need none. */
  readonly columns: ColumnNames | null;
  /** The label of the positive class, where labels are not 0 and 1. */
  readonly positive: string | null;
  readonly by: readonly string[];
  readonly loss: LossOptions;
  readonly worst: number;
  readonly format: "table" | "json" | "csv";
  readonly report: string | null;
  readonly skipBadRows: boolean;
  readonly failAbove: number | null;
}

const formats: readonly ScoreOptions["format"][] = ["table", "json", "csv"];

export function scoreCommand(): Command {
  return addLossOptions(new Command("bce score"))
    .argument("[files...]")
    .option("--label <name>")
    .option("--prediction <name>")
    .option("--weight <name>")
    .option("--positive <value>")
    .addOption(repeated("--by <name>"))
    .option("--url <url>")
    .option("--table <name>")
    .option("--timeout <seconds>")
    .option("--worst <n>")
    .addOption(choice("--format <name>", formats))
    .option("--report <file>")
    .option("--skip-bad-rows")
    .option("--fail-above <x>");
}

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readScoreOptions(args: readonly string[]): ScoreOptions {
  const { given, rest } = parse(scoreCommand(), args);
  const from = readTable(given, rest);
  if (rest.length === 0 && from === null)
    refuseUsage("FILE", "be given", "nothing", "There is help: bce score --help");
  if (rest.filter((file) => file === "-").length > 1) refuseUsage("-", "be given once", "it again");
  const by = (given["by"] ?? []) as readonly string[];
  return {
    files: rest,
    from,
    columns: readColumns(given, by),
    positive: readPositive(given, from !== null),
    by,
    loss: readLossOptions(given),
    worst: readNumber(
      "--worst",
      given["worst"],
      10,
      "a whole number from 0 to 10000",
      (n) => Number.isInteger(n) && n >= 0 && n <= 10_000,
    ),
    format: readChoice("--format", given["format"], formats),
    report: readReport(given),
    skipBadRows: given["skipBadRows"] === true,
    failAbove: readNumber(
      "--fail-above",
      given["failAbove"],
      null,
      "a number",
      (x) => !Number.isNaN(x),
    ),
  };
}

/** Of the password in a URL nothing is shown. */
function readTable(given: Given, files: readonly string[]): TableOptions | null {
  const { url, table, timeout } = given as { url?: string; table?: string; timeout?: string };
  if (url === undefined) {
    for (const [option, value] of Object.entries({ "--table": table, "--timeout": timeout })) {
      if (value !== undefined) refuseUsage(option, "come with --url", show(value));
    }
    return null;
  }
  if (files.length > 0) refuseUsage("--url", "come without files", show(files[0]));
  if (table === undefined || table === "") refuseUsage("--table", "name a table", "nothing");
  const seconds = readNumber(
    "--timeout",
    timeout,
    3600,
    "a number of seconds in (0, 1000000]",
    (s) => s > 0 && s <= 1e6,
  );
  return { url, table, timeout: seconds };
}

function readPositive({ positive }: Given, isTable: boolean): string | null {
  const remedy = "Give the table a view whose labels are 0 and 1.";
  if (positive !== undefined && isTable)
    refuseUsage("--positive", "come with files", show(positive), remedy);
  return readValue(positive);
}

function readColumns(given: Given, by: readonly string[]): ColumnNames | null {
  const { label, prediction, weight } = given as {
    label?: string;
    prediction?: string;
    weight?: string;
  };
  if (label === undefined && prediction === undefined && weight === undefined && by.length === 0)
    return null;
  if (label === undefined) refuseUsage("--label", "name a column", "nothing");
  if (prediction === undefined) refuseUsage("--prediction", "name a column", "nothing");
  requireOtherColumn("--prediction", prediction, label);
  return { label, prediction, weight, by };
}
