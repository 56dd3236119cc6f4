// The command line of bce sql.

import { Command } from "commander";
import { refuseUsage } from "../errors.js";
import type { Engine } from "../sql/engine.js";
import { engines } from "../sql/engines/index.js";
import type { QueryOptions } from "../sql/query.js";
import { choice, repeated, requireOtherColumn } from "./common.js";
import { addLossOptions, readChoice, readLossOptions } from "./loss-options.js";
import { parse } from "./parse.js";

const names = engines.map(({ name }) => name);

const listOf = (tested: boolean) =>
  engines
    .filter(({ isTested }) => isTested === tested)
    .map(({ name }) => name)
    .join(", ");

export const sqlHelp = `Usage: bce sql --engine NAME --table NAME --label NAME --prediction NAME [options]

Prints the query that computes the loss where the data is, in double precision: loss, Σ w L, Σ w, how many rows can be
scored, and how many cannot. These make loss and Σ w L NaN, or with --skip-bad-rows are left out.

  --engine NAME         ${listOf(true)}; or, whose queries no test has run: ${listOf(false)}
  --table NAME          the table, dots between its parts; for duckdb a file as well
  --label NAME, --prediction NAME, --weight NAME   the columns
  --by NAME             a row of sums per group; may be repeated
  --boolean NAME        a column of true and false; for labels, and for most engines, it need not be said
  --skip-bad-rows       leave out rows that cannot be scored, which bad_rows counts
  --from-logits, --label-smoothing S, --dialect NAME, --epsilon E, --pos-weight W, --dtype NAME   as in bce score
  --help                this text

  bce sql --engine duckdb --table predictions.parquet --label y --prediction p | duckdb
  bce sql --engine postgres --table public.scores --label y --prediction z --from-logits --by country
`;

export function sqlCommand(): Command {
  return addLossOptions(new Command("bce sql"))
    .argument("[rest...]")
    .addOption(choice("--engine <name>", names))
    .option("--table <name>")
    .option("--label <name>")
    .option("--prediction <name>")
    .option("--weight <name>")
    .addOption(repeated("--by <name>"))
    .addOption(repeated("--boolean <name>"))
    .option("--skip-bad-rows");
}

/** @throws UsageError for an option that is unknown or has a wrong value. */
export function readSqlOptions(args: readonly string[]): { engine: Engine; query: QueryOptions } {
  const { given, rest } = parse(sqlCommand(), args);
  if (rest.length > 0) refuseUsage("bce sql", "have options only", JSON.stringify(rest[0]));
  const need = (option: string, key: string) =>
    (given[key] as string | undefined) || refuseUsage(option, "be given", "nothing");
  const name = readChoice("--engine", need("--engine", "engine"), names);
  const loss = readLossOptions(given);
  const [label, prediction] = [need("--label", "label"), need("--prediction", "prediction")];
  requireOtherColumn("--prediction", prediction, label);
  return {
    engine: engines.find((engine) => engine.name === name)!,
    query: {
      table: need("--table", "table"),
      label,
      prediction,
      weight: given["weight"] as string | undefined,
      by: (given["by"] ?? []) as readonly string[],
      boolean: (given["boolean"] ?? []) as readonly string[],
      loss,
      skipBadRows: given["skipBadRows"] === true,
    },
  };
}
