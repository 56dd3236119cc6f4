// The commands of the program, and what their help says around the list of options.

export const commandNames = ["score", "compare", "merge", "sql", "completion"] as const;

export type CommandName = (typeof commandNames)[number];

export const shells = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof shells)[number];

export interface CommandPage {
  /** Its description in `bce --help`. */
  readonly summary: string;
  /** The arguments after the command's name. */
  readonly usage: string;
  readonly about: string;
  /** Whether its help lists exit codes. */
  readonly runs: boolean;
  readonly examples: readonly string[];
  /** What the arguments other than options are: files, one of the words, or none. */
  readonly rest: "file" | readonly string[] | null;
}

export const commandPages = {
  score: {
    summary: "loss, calibration and ranking of predictions",
    usage: "(FILE... | --url URL --table NAME) --label NAME --prediction NAME [options]",
    about:
      "Scores predictions in files (CSV, TSV, NDJSON, Parquet, .npy, gzip, zstd; - for standard input) or in a database table.",
    runs: true,
    examples: [
      "bce score 'runs/*.csv.gz' --label y --prediction p --by country --report report.html",
      "zcat day.csv.gz | bce score - --label clicked --prediction p --fail-above 0.4",
      "bce score --url clickhouse://reader@db1:8123/ads --table clicks --label clicked --prediction p",
    ],
    rest: "file",
  },
  compare: {
    summary: "difference in loss between two files of predictions",
    usage: "A B --label NAME --prediction NAME [options]",
    about: `Compares two files of predictions for the same labels: the loss of B minus the loss of A, its 95 % interval, and the rows
that changed most. Rows are paired by their order, or by the columns named with --on; with --unpaired they may differ.`,
    runs: true,
    examples: [
      "bce compare old.parquet new.parquet --label y --prediction p --on id --bootstrap",
      "bce compare --unpaired last-week.csv this-week.csv --label y --prediction p --by country",
      "bce compare both.csv both.csv --label y --prediction old --prediction-b new --fail-above 0",
    ],
    rest: "file",
  },
  merge: {
    summary: "result of the parts that bce score --shard wrote",
    usage: "PART... [options]",
    about:
      "Puts together what the shards of one run of bce score found. The result has the same bits as that of one process.",
    runs: true,
    examples: [
      "bce merge part-*.json",
      "bce merge part-*.json --format json --report report.html --fail-above 0.4",
    ],
    rest: "file",
  },
  sql: {
    summary: "query that computes the loss inside a database",
    usage: "--engine NAME --table NAME --label NAME --prediction NAME [options]",
    about: `Prints a query that computes the loss where the data is, in double precision: loss, Σ w L, Σ w, and the number of rows
that can and cannot be scored. Rows that cannot be scored turn loss and Σ w L into NaN.`,
    runs: false,
    examples: [
      "bce sql --engine duckdb --table predictions.parquet --label y --prediction p | duckdb",
      "bce sql --engine postgres --table public.scores --label y --prediction z --from-logits --by country",
    ],
    rest: null,
  },
  completion: {
    summary: "completion script for bash, zsh or fish",
    usage: shells.join("|"),
    about:
      "Prints a script that lets the shell complete commands, options, their values and files.",
    runs: false,
    examples: [
      "source <(bce completion bash)     in ~/.bashrc",
      "source <(bce completion zsh)      in ~/.zshrc, after compinit",
      "bce completion fish | source      in ~/.config/fish/config.fish",
    ],
    rest: shells,
  },
} as const satisfies Readonly<Record<CommandName, CommandPage>>;
