// All options of the program, in the order of the help. The command line is read by this table;
// help, shell completion and the table in docs/cli.md are made from it. A new option is one row
// here.

import { defaults, dialects, dtypes, ranges } from "binary-crossentropy/internal";
import { periods } from "../input/time-text.js";
import { engines } from "../sql/engines/index.js";
import type { CommandName } from "./commands.js";
import { conditions, share } from "./conditions.js";
import {
  comparedGroupMeasures,
  compareMeasures,
  groupMeasures,
  scoreMeasures,
} from "./gate-measures.js";
import {
  choice,
  column,
  columns,
  files,
  filled,
  flag,
  type Kind,
  listed,
  number,
  oneOfPairs,
  optional,
  required,
  shard,
  text,
  whole,
  within,
  words,
} from "./kinds.js";

export interface OptionRow {
  /** The name of the value in the help; flags have none. */
  readonly placeholder?: string;
  readonly help: string;
  /** Whether the help names it only, unless it is asked for all. */
  readonly isRare?: true;
  /** The help of commands for which it differs. */
  readonly helpOf?: Readonly<Partial<Record<CommandName, string>>>;
  /** The commands that take the option, each with the kind of its values. */
  readonly kinds: Readonly<Partial<Record<CommandName, Kind<unknown>>>>;
  /** The option that this one requires, by command. */
  readonly needs?: Readonly<Partial<Record<CommandName, string>>>;
}

const everywhere = <T>(kind: Kind<T>) => ({ score: kind, compare: kind, sql: kind });

const namedEngines = (areTested: boolean) =>
  engines.filter(({ isTested }) => isTested === areTested).map(({ name }) => name);

const engine = {
  ...choice(engines.map(({ name }) => name)),
  allowed: `${namedEngines(true).join(", ")}; untested: ${namedEngines(false).join(", ")}`,
};

// Beyond all numbers a limit would never be passed.
const limit = number("a finite number", Number.isFinite, null);

const target = filled("be a file", "file");

const positive = filled("be a value of the labels");

const scoreFormat = words(["table", "json", "csv"] as const, "table");

const scoreGates = conditions(
  scoreMeasures,
  groupMeasures,
  "'rocAuc < 0.7' or 'any group: loss > 0.4'",
);

export const optionTable = {
  engine: {
    placeholder: "NAME",
    help: "SQL engine",
    kinds: { sql: engine },
  },
  label: {
    placeholder: "NAME",
    help: "column of labels: numbers in [0, 1], or true and false",
    helpOf: {
      score:
        "column of labels: numbers in [0, 1], or true and false; may be repeated, with a prediction for each",
    },
    kinds: { score: oneOfPairs, compare: column, sql: column },
  },
  prediction: {
    placeholder: "NAME",
    help: "column of predictions: probabilities, or logits with --from-logits",
    kinds: { score: oneOfPairs, compare: column, sql: column },
  },
  percent: {
    isRare: true,
    help: "predictions are percentages, from 0 to 100",
    kinds: { score: flag, compare: flag },
  },
  noHeader: {
    isRare: true,
    help: "tables of text have no line of names: columns are numbered from 0",
    kinds: { score: flag, compare: flag },
  },
  predictionB: {
    placeholder: "NAME",
    help: "column of predictions in B, if its name differs; A and B may then be the same file",
    kinds: { compare: text },
  },
  weight: {
    placeholder: "NAME",
    help: "column of sample weights",
    helpOf: { compare: "column of sample weights, in A" },
    kinds: everywhere(text),
  },
  positive: {
    placeholder: "VALUE",
    help: "label of the positive class, if labels are two other values, such as yes and no",
    kinds: { score: positive, compare: positive },
  },
  url: {
    placeholder: "URL",
    help: "database: clickhouse:// or postgres://user@host/name; password in CLICKHOUSE_PASSWORD or PGPASSWORD",
    kinds: { score: text },
  },
  table: {
    placeholder: "NAME",
    help: "table in the database",
    helpOf: { sql: "table, with dots between the parts of its name; for duckdb also a file" },
    kinds: { score: text, sql: required("name a table") },
    needs: { score: "url" },
  },
  timeout: {
    isRare: true,
    placeholder: "S",
    help: "seconds that a query of the table may take",
    kinds: {
      score: number("a number of seconds in (0, 1000000]", (s) => s > 0 && s <= 1e6, 3600),
    },
    needs: { score: "url" },
  },
  by: {
    placeholder: "NAME",
    help: "column to group by: every group is scored as well; may be repeated",
    helpOf: {
      compare: "column of A to group by: every group is compared as well; may be repeated",
      sql: "column to group by: one row of results per group; may be repeated",
    },
    kinds: { score: columns, compare: columns, sql: columns },
  },
  byTime: {
    placeholder: "NAME",
    help: "column of times to group by, in UTC; groups are in the order of time",
    kinds: { score: text, compare: text },
  },
  every: {
    placeholder: "PERIOD",
    help: "periods of --by-time",
    kinds: { score: words(periods, "day"), compare: words(periods, "day") },
    needs: { score: "byTime", compare: "byTime" },
  },
  byFile: {
    help: "groups by file as well",
    kinds: { score: flag },
  },
  cluster: {
    placeholder: "NAME",
    help: "column that says which rows belong together, such as a user: intervals for clusters of rows",
    helpOf: {
      compare: "column of A that says which rows belong together: intervals for clusters of rows",
    },
    kinds: { score: text, compare: text },
  },
  boolean: {
    placeholder: "NAME",
    help: "column of true and false; only postgres needs this, for predictions and weights; may be repeated",
    kinds: { sql: columns },
  },
  labels: {
    placeholder: "FILE",
    help: "file or folder of labels, if predictions are in other files; may be repeated",
    kinds: { score: files },
  },
  on: {
    placeholder: "NAME",
    help: "column that identifies a row in both files; may be repeated",
    helpOf: {
      score:
        "column that identifies a row in predictions and labels, or A=B, as each of them calls it; may be repeated",
    },
    kinds: { score: columns, compare: columns },
    needs: { score: "labels" },
  },
  unpaired: {
    help: "compares files whose rows differ, such as those of two weeks; columns of A are then of both",
    kinds: { compare: flag },
  },
  allowUnmatched: {
    isRare: true,
    help: "leaves out predictions without a label and labels without a prediction, and counts and lists them",
    kinds: { score: flag },
    needs: { score: "labels" },
  },
  manyToOne: {
    isRare: true,
    help: "lets several predictions have the same key, and so the same label",
    kinds: { score: flag },
    needs: { score: "labels" },
  },
  fromLogits: {
    help: "predictions are logits, not probabilities",
    kinds: everywhere(flag),
  },
  labelSmoothing: {
    placeholder: "S",
    help: "smooths labels: y becomes y (1 - S) + S / 2",
    kinds: everywhere(within(ranges.labelSmoothing, defaults.labelSmoothing)),
  },
  dialect: {
    placeholder: "NAME",
    help: "framework to agree with for probabilities near 0 and 1",
    kinds: everywhere(words(dialects, defaults.dialect)),
  },
  epsilon: {
    isRare: true,
    placeholder: "E",
    help: "how far the Keras dialects keep probabilities from 0 and 1",
    kinds: everywhere(within(ranges.epsilon, defaults.epsilon)),
  },
  posWeight: {
    isRare: true,
    placeholder: "W",
    help: "factor of the positive term of the loss",
    kinds: everywhere(within(ranges.posWeight, 1)),
  },
  dtype: {
    isRare: true,
    placeholder: "NAME",
    help: "precision in which the loss of each row is computed",
    kinds: everywhere(words(dtypes, "float64")),
  },
  bootstrap: {
    placeholder: "N",
    help: "adds a bootstrap interval of the difference, from N resamples of the rows",
    kinds: { compare: optional(whole(100, 100_000, 1000)) },
  },
  seed: {
    placeholder: "N",
    help: "seed of the resamples",
    kinds: { compare: whole(0, 2 ** 32 - 1, 1) },
    needs: { compare: "bootstrap" },
  },
  shard: {
    isRare: true,
    placeholder: "I/N",
    help: "scores one of N shares of the bytes, from 1, for bce merge",
    kinds: { score: shard },
    needs: { score: "partial" },
  },
  partial: {
    isRare: true,
    placeholder: "FILE",
    help: "file for what a shard finds",
    kinds: { score: target },
    needs: { score: "shard" },
  },
  worst: {
    placeholder: "N",
    help: "number of worst rows to list",
    helpOf: {
      compare: "number of rows to list of those that got better, and of those that got worse",
    },
    kinds: { score: whole(0, 10_000, 10), compare: whole(0, 10_000, 5) },
  },
  show: {
    placeholder: "NAMES",
    help: "columns to list beside the worst rows, with commas between them; may be repeated",
    kinds: { score: listed },
  },
  format: {
    placeholder: "NAME",
    help: "output format",
    kinds: {
      score: scoreFormat,
      compare: words(["table", "json"] as const, "table"),
      merge: scoreFormat,
    },
  },
  report: {
    placeholder: "FILE",
    help: "writes a report with charts: one HTML file that needs nothing else",
    kinds: { score: target, compare: target, merge: target },
  },
  skipBadRows: {
    help: "leaves out rows that cannot be scored, and counts and lists them, instead of stopping",
    helpOf: { sql: "leaves out rows that cannot be scored; the column bad_rows counts them" },
    kinds: everywhere(flag),
  },
  maxBad: {
    placeholder: "SHARE",
    help: "skips bad rows, and exits with code 3 if they are more than this share of all rows",
    kinds: { score: share, compare: share },
  },
  failAbove: {
    placeholder: "X",
    help: "exits with code 3 if the loss over all rows is above X",
    helpOf: { compare: "exits with code 3 if the loss of B minus the loss of A is above X" },
    kinds: { score: limit, compare: limit, merge: limit },
  },
  failBelow: {
    placeholder: "X",
    help: "exits with code 3 if the loss over all rows is below X",
    helpOf: { compare: "exits with code 3 if the loss of B minus the loss of A is below X" },
    kinds: { score: limit, compare: limit, merge: limit },
  },
  failIf: {
    placeholder: "CONDITION",
    help: "exits with code 3 if a measure of all rows, or of any group, is beyond a number; may be repeated",
    kinds: {
      score: scoreGates,
      compare: conditions(
        compareMeasures,
        comparedGroupMeasures,
        "'difference.low > 0' or 'any group: b.rocAuc < 0.7'",
      ),
      merge: scoreGates,
    },
  },
  measures: {
    placeholder: "NAME",
    help: "sums of the loss alone, or of all that bce score prints",
    kinds: { sql: words(["loss", "all"] as const, "loss") },
  },
  help: {
    help: "prints this text",
    kinds: { ...everywhere(flag), completion: flag, merge: flag },
  },
} as const satisfies Readonly<Record<string, OptionRow>>;

export type OptionName = keyof typeof optionTable;
