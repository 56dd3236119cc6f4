// The command line of bce compare.

import { Command } from "commander";
import { refuseUsage } from "../errors.js";
import type { ColumnNames } from "../input/columns.js";
import { addLossOptions, type LossOptions, readChoice, readLossOptions, readNumber } from "./loss-options.js";
import { parse } from "./parse.js";

export const compareHelp = `Usage: bce compare A B --label NAME --prediction NAME [options]

Scores two files of predictions on the same labels: the loss of B minus that of A, with a paired 95 % interval (normal),
and the rows that got better and worse. Rows are paired by their order, or by the columns of --on.

  --label NAME, --prediction NAME   the columns in both files
  --prediction-b NAME   the predictions in B, if they have another name there; A and B may then be one file
  --weight NAME         the weights, in A
  --on NAME             a column that names rows; may be repeated
  --from-logits, --label-smoothing S, --dialect NAME, --epsilon E, --pos-weight W, --dtype NAME   as in bce score
  --worst N             how many rows are listed that got better, and that got worse (default 5)
  --format NAME         table (default) or json
  --fail-above X        end with exit code 3 if B's loss is higher by more than X
  --help                this text

Exit codes: 0 done, 1 bad data, 2 bad usage, 3 above --fail-above, 130 interrupted.

  bce compare old.parquet new.parquet --label y --prediction p --on id
  bce compare both.csv both.csv --label y --prediction old --prediction-b new --fail-above 0
`;

export interface CompareOptions {
  readonly files: readonly string[];
  readonly a: ColumnNames;
  readonly b: ColumnNames;
  readonly on: readonly string[];
  readonly loss: LossOptions;
  readonly worst: number;
  readonly format: "table" | "json";
  readonly failAbove: number | null;
}

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readCompareOptions(args: readonly string[]): CompareOptions {
  const command = addLossOptions(new Command("bce compare"))
    .argument("[files...]")
    .option("--label <name>")
    .option("--prediction <name>")
    .option("--prediction-b <name>")
    .option("--weight <name>")
    .option("--on <name>", "", (value: string, before: string[] = []) => [...before, value])
    .option("--worst <n>")
    .option("--format <name>")
    .option("--fail-above <x>");
  const { given, rest } = parse(command, args);
  if (rest.length !== 2) refuseUsage("FILE", "be given twice, for A and B", String(rest.length), "There is help: bce compare --help");
  const need = (option: string, key: string) => (given[key] as string | undefined) ?? refuseUsage(option, "name a column", "nothing");
  const label = need("--label", "label");
  const prediction = need("--prediction", "prediction");
  return {
    files: rest,
    a: { label, prediction, weight: given["weight"] as string | undefined, by: [] },
    b: { label, prediction: (given["predictionB"] as string | undefined) ?? prediction, weight: undefined, by: [] },
    on: (given["on"] ?? []) as readonly string[],
    loss: readLossOptions(given),
    worst: readNumber("--worst", given["worst"], 5, "a whole number from 0 to 10000", (n) => Number.isInteger(n) && n >= 0 && n <= 10_000),
    format: readChoice("--format", given["format"], ["table", "json"]),
    failAbove: readNumber("--fail-above", given["failAbove"], null, "a number", (x) => !Number.isNaN(x)),
  };
}
