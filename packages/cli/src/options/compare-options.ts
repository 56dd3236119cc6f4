// The command line of bce compare.

import { Command } from "commander";
import { refuseUsage, show } from "../errors.js";
import type { ColumnNames } from "../input/columns.js";
import { parseNumber } from "../input/number.js";
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

export const compareHelp = `Usage: bce compare A B --label NAME --prediction NAME [options]

Scores two files of predictions on the same labels: the loss of B minus that of A, with a paired 95 % interval (normal),
and the rows that got better and worse. Rows are paired by their order, or by the columns of --on.

  --label NAME, --prediction NAME   the columns in both files
  --prediction-b NAME   the predictions in B, if they have another name there; A and B may then be one file
  --weight NAME         the weights, in A
  --positive VALUE      which of the two values of the labels is the positive one, as in bce score
  --on NAME             a column that names rows; may be repeated
  --from-logits, --label-smoothing S, --dialect NAME, --epsilon E, --pos-weight W, --dtype NAME   as in bce score
  --bootstrap [N]       a bootstrap interval of the difference as well, from N resamples of the rows (default 1000)
  --seed N              another draw of them (default 1)
  --worst N             how many rows are listed that got better, and that got worse (default 5)
  --format NAME         table (default) or json
  --report FILE         write a page of charts, self-contained HTML
  --skip-bad-rows       count and list rows that cannot be compared, instead of stopping
  --fail-above X        end with exit code 3 if B's loss is higher by more than X
  --help                this text

Exit codes: 0 done, 1 bad data, 2 bad usage, 3 above --fail-above, 130 interrupted.

  bce compare old.parquet new.parquet --label y --prediction p --on id --bootstrap
  bce compare both.csv both.csv --label y --prediction old --prediction-b new --fail-above 0
`;

export interface BootstrapOptions {
  readonly replicates: number;
  readonly seed: number;
}

export interface CompareOptions {
  readonly files: readonly string[];
  readonly a: ColumnNames;
  readonly b: ColumnNames;
  /** The label of the positive class, where labels are not 0 and 1. */
  readonly positive: string | null;
  readonly on: readonly string[];
  readonly loss: LossOptions;
  readonly bootstrap: BootstrapOptions | null;
  readonly worst: number;
  readonly format: "table" | "json";
  readonly report: string | null;
  readonly skipBadRows: boolean;
  readonly failAbove: number | null;
}

const formats: readonly CompareOptions["format"][] = ["table", "json"];

export function compareCommand(): Command {
  return addLossOptions(new Command("bce compare"))
    .argument("[files...]")
    .option("--label <name>")
    .option("--prediction <name>")
    .option("--prediction-b <name>")
    .option("--weight <name>")
    .option("--positive <value>")
    .addOption(repeated("--on <name>"))
    .option("--bootstrap [n]")
    .option("--seed <n>")
    .option("--worst <n>")
    .addOption(choice("--format <name>", formats))
    .option("--report <file>")
    .option("--skip-bad-rows")
    .option("--fail-above <x>");
}

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readCompareOptions(args: readonly string[]): CompareOptions {
  const { given, rest } = parse(compareCommand(), args);
  const bootstrap = readBootstrap(given);
  if (rest.length !== 2)
    refuseUsage(
      "FILE",
      "be given twice, for A and B",
      String(rest.length),
      "There is help: bce compare --help",
    );
  if (rest.every((file) => file === "-")) refuseUsage("-", "be given once", "it again");
  const need = (option: string, key: string) =>
    (given[key] as string | undefined) ?? refuseUsage(option, "name a column", "nothing");
  const label = need("--label", "label");
  const prediction = need("--prediction", "prediction");
  const predictionB = given["predictionB"] as string | undefined;
  requireOtherColumn("--prediction", prediction, label);
  if (predictionB !== undefined) requireOtherColumn("--prediction-b", predictionB, label);
  return {
    files: rest,
    a: { label, prediction, weight: given["weight"] as string | undefined, by: [] },
    b: { label, prediction: predictionB ?? prediction, weight: undefined, by: [] },
    positive: readValue(given["positive"]),
    on: (given["on"] ?? []) as readonly string[],
    loss: readLossOptions(given),
    bootstrap,
    worst: readNumber(
      "--worst",
      given["worst"],
      5,
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

function readBootstrap({ bootstrap, seed }: Given): BootstrapOptions | null {
  const isSeed = (n: number) => Number.isInteger(n) && n >= 0 && n < 2 ** 32;
  const options = {
    replicates: 1000,
    seed: readNumber("--seed", seed, 1, "a whole number from 0 to 4294967295", isSeed),
  };
  if (bootstrap === undefined && seed !== undefined)
    refuseUsage("--seed", "be given with --bootstrap", "it alone");
  if (bootstrap === undefined) return null;
  if (bootstrap === true) return options;
  const expected = "be a whole number from 100 to 100000";
  const replicates = parseNumber(String(bootstrap));
  if (Number.isInteger(replicates) && replicates >= 100 && replicates <= 100_000)
    return { ...options, replicates };
  // Its value may be left out, and so it takes a file for one.
  return refuseUsage(
    "--bootstrap",
    expected,
    show(bootstrap),
    Number.isNaN(replicates) ? "Give the files before it." : "",
  );
}
