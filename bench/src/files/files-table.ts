// What is measured on files, and the tables that show it.

import type { Circumstances } from "../device.js";
import { digits, formatSpread, formatTime } from "../format.js";
import { spreadOf } from "../statistics.js";
import { markdownTable } from "../tables/block.js";

export interface FileRow {
  readonly contender: string;
  readonly format: "parquet" | "csv";
  readonly rows: number;
  readonly bytes: number;
  /** From start to end of each run. */
  readonly ns: readonly number[];
  /** The same for a file of one row: what it takes to start. */
  readonly startNs: readonly number[];
  readonly peakBytes: number;
}

/** What is measured at one time. */
export interface FilesPart {
  readonly made: Circumstances;
  /** The system's load when it began: how many programs wanted its cores. */
  readonly load?: number;
  readonly rows: readonly FileRow[];
}

export const partNames = ["beside", "growing", "joined"] as const;

export type PartName = (typeof partNames)[number];

export interface FilesResults extends Readonly<Record<PartName, FilesPart>> {
  /** Of the programs that the first part is about. */
  readonly versions: string;
}

const million = (rows: number) => `${(rows / 1e6).toLocaleString("en")} M`;
const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20).toLocaleString("en")} MiB`;
const time = (samples: readonly number[]) => {
  const { median, p20, p80 } = spreadOf(samples);
  return formatSpread(median, p20, p80);
};

/** Ratios of the runs of one round, since a round is measured at one time. */
function ratio(row: FileRow, other: FileRow): string {
  const { median, p20, p80 } = spreadOf(row.ns.map((ns, i) => ns / other.ns[i]!));
  return `${digits(median)} (${digits(p20)}–${digits(p80)})`;
}

/** Beside the first row of the same format and number of rows. */
function linesOf(all: readonly FileRow[]): string[][] {
  const base = (row: FileRow) =>
    all.find(({ format, rows }) => format === row.format && rows === row.rows)!;
  return all.map((row) => {
    const net = spreadOf(row.ns).median - spreadOf(row.startNs).median;
    return [
      row.contender,
      row.format,
      million(row.rows),
      time(row.ns),
      ratio(row, base(row)),
      formatTime(net),
      mebibytes(row.peakBytes),
    ];
  });
}

/** Where and when a part was measured. */
function circumstancesOf({ made, load }: FilesPart): string {
  const busy = load === undefined ? "" : `, at a load of ${load.toFixed(1)}`;
  return `${made.device}, ${made.cores} cores, Node ${made.node}, ${made.date}${busy}`;
}

export function filesTable({ versions, beside, growing, joined }: FilesResults): string {
  const lines = linesOf(beside.rows);
  const large = growing.rows.map((row) => {
    const perRow = spreadOf(row.ns).median / row.rows;
    return [
      row.format,
      million(row.rows),
      `${(row.bytes / 1e9).toFixed(1)} GB`,
      time(row.ns),
      formatTime(perRow),
      mebibytes(row.peakBytes),
    ];
  });
  return [
    markdownTable(
      ["program", "format", "rows", "time", "times DuckDB's sums", "without start", "peak memory"],
      lines,
      2,
    ),
    "",
    "`bce score` computes all that it prints; the others sums or the loss alone. Each is a process of its own, in turns; `without start` is the median less that for a file of one row. " +
      `${versions}; ${circumstancesOf(beside)}.`,
    "",
    markdownTable(
      ["join by an id", "format", "rows", "time", "times DuckDB's", "without start", "peak memory"],
      linesOf(joined.rows),
      2,
    ),
    "",
    `Predictions and labels of as many rows, the labels in no order; ${circumstancesOf(joined)}. DuckDB has all of the machine's memory, and \`bce\` 512 MB for the join.`,
    "",
    markdownTable(
      ["format", "rows", "size", "time of `bce score`", "per row", "peak memory"],
      large,
      1,
    ),
    "",
    `Medians with the 20th and 80th percentiles; the last table is of single runs on files that grow: ${circumstancesOf(growing)}. Made by \`npm run files -w bench\`. Where a load exceeds the cores, trust the ratios more than the times.`,
  ].join("\n");
}
