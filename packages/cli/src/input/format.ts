// The formats of files, by their first bytes and their names.

import { closeSync, openSync, readSync } from "node:fs";

/** What the rest of the program needs to know of a format. A new format is a row here. */
const traits = {
  csv: { isText: true, isDelimited: true, isTable: true },
  tsv: { isText: true, isDelimited: true, isTable: true },
  ndjson: { isText: true, isDelimited: false, isTable: true },
  parquet: { isText: false, isDelimited: false, isTable: true },
  npy: { isText: false, isDelimited: false, isTable: false },
  npz: { isText: false, isDelimited: false, isTable: false },
} as const;

export type Format = keyof typeof traits;

/** The formats whose columns have names, which DuckDB reads. */
export type TableFormat = {
  [F in Format]: (typeof traits)[F]["isTable"] extends true ? F : never;
}[Format];

interface OfFormat {
  readonly format: Format;
}

/** Whether rows are lines of text, so that a line number helps. */
export const isText = ({ format }: OfFormat): boolean => traits[format].isText;

/** Whether a column holds text, which may be numbers, and not numbers. */
export function isTextual(
  table: { readonly file: OfFormat; readonly types: ReadonlyMap<string, string> },
  name: string,
): boolean {
  return isText(table.file) || /^(VARCHAR|JSON)$/.test(table.types.get(name)!);
}

/** Whether rows are records with delimiters and quotes, whose columns have no types. */
export const isDelimited = ({ format }: OfFormat): boolean => traits[format].isDelimited;

/** Whether columns have names; those of arrays have none. */
export const isTable = <File extends OfFormat>(
  file: File,
): file is File & { readonly format: TableFormat } => traits[file.format].isTable;

const endings: readonly (readonly [string, Format])[] = [
  [".csv", "csv"],
  [".tsv", "tsv"],
  [".tab", "tsv"],
  [".ndjson", "ndjson"],
  [".jsonl", "ndjson"],
  [".parquet", "parquet"],
  [".pq", "parquet"],
  [".npy", "npy"],
  [".npz", "npz"],
];

export type Compression = "none" | "gzip" | "zstd";

const compressions: readonly (readonly [string, Compression])[] = [
  [".gz", "gzip"],
  [".zst", "zstd"],
  [".zstd", "zstd"],
];

/** A name without the ending of a compression. */
export function unpackedName(path: string): string {
  const name = path.toLowerCase();
  const packed = compressions.find(([ending]) => name.endsWith(ending));
  return packed ? path.slice(0, -packed[0].length) : path;
}

/** The format that a name stands for; undefined if it says nothing. */
export function formatOfName(path: string): Format | undefined {
  const bare = unpackedName(path).toLowerCase();
  return endings.find(([ending]) => bare.endsWith(ending))?.[1];
}

/** The endings that a folder is searched for, in words. */
export const knownEndings = "csv, tsv, ndjson, jsonl and parquet, also with .gz or .zst";

/** What first bytes can tell for certain. */
export type Magic = "parquet" | "npy" | "gzip" | "zstd" | "zip";

const magics: readonly (readonly [string, Magic])[] = [
  ["504b0304", "zip"],
  ["504b0506", "zip"],
  ["1f8b", "gzip"],
  ["28b52ffd", "zstd"],
  ["50415231", "parquet"],
  ["934e554d5059", "npy"],
];

/** The magic number that a file begins with. */
export function magicOf(head: Uint8Array): Magic | undefined {
  const hex = Buffer.from(head.subarray(0, 6)).toString("hex");
  return magics.find(([magic]) => hex.startsWith(magic))?.[1];
}

/**
 * The format of text without a telling name: JSON begins with a brace, tab-separated columns hold
 * tabs.
 */
export function formatOfHead(head: Uint8Array): "csv" | "tsv" | "ndjson" {
  const text = Buffer.from(head).toString("utf8");
  if (text.trimStart().startsWith("{")) return "ndjson";
  const firstLine = text.replace(/^[\r\n]+/, "").split(/[\r\n]/, 1)[0]!;
  return firstLine.includes("\t") && !firstLine.includes(",") ? "tsv" : "csv";
}

/** The first bytes of a file. */
export function headOf(path: string, length = 65_536): Uint8Array {
  const file = openSync(path, "r");
  try {
    const buffer = new Uint8Array(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, 0));
  } finally {
    closeSync(file);
  }
}
