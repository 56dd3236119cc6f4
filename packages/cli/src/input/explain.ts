// Turns DuckDB's errors about files into sentences for the user.

import { DataError, refuseData, show } from "../errors.js";
import { refuseJsonRow } from "./bad-json.js";
import type { Format } from "./format.js";
import type { InputFile } from "./input-file.js";
import { findDatabaseLines } from "./line-finder.js";
import type { Table } from "./table-type.js";

const recode = "Other encodings become UTF-8 with iconv -f LATIN1 -t UTF-8, or whichever it is.";

const leaveOut = "Pass --skip-bad-rows to leave such lines out.";

/** DuckDB's errors for mixed line ends, and for quotes that do not enclose whole values. */
const noRecords = /invalid state|unterminated quote/;

/** Whether an error says that records cannot be separated. */
export function isOfRecords(error: unknown): boolean {
  return error instanceof Error && noRecords.test(error.message);
}

/**
 * A copy of a file with equal line ends, if the error may come from mixed ones.
 * @throws DataError for stray quotes.
 */
export async function copyFor(table: Table, error: unknown): Promise<Table | null> {
  return isOfRecords(error) ? await table.withOneLineEnd() : null;
}

/**
 * Throws the sentence for a query's error on a file. Anything but an error of the data is a bug and
 * is rethrown.
 * @param remedy For lines with too few or too many columns.
 */
export async function explain(file: InputFile, error: unknown, remedy = leaveOut): Promise<never> {
  if (error instanceof DataError || !(error instanceof Error)) throw error;
  const message = error.message.replaceAll(file.path, file.name);
  const name = show(file.name);
  if (/INTERRUPT/i.test(message)) throw error;
  const line = await lineIn(file, message);
  const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  const where = `${name}${line === null ? "" : `, line ${line},`}`;
  if (columns) {
    return refuseData(where, `have ${columns[1]} columns`, `${columns[2]}`, remedy);
  }
  await explainJson(file, message);
  for (const [pattern, refuse] of rules)
    if (pattern.test(message)) refuse({ file, name, where, message });
  return refuseData(
    name,
    `be ${formatNames[file.format]} that can be read${line ? ` on line ${line}` : ""}`,
    firstSentence(message),
  );
}

const formatNames = {
  parquet: "a Parquet file",
  csv: "CSV",
  tsv: "TSV",
  ndjson: "one JSON object a line",
  npy: "an .npy file",
  npz: "an .npz file",
} satisfies Readonly<Record<Format, string>>;

interface Subject {
  readonly file: InputFile;
  readonly name: string;
  /** The name with the line, if that is known. */
  readonly where: string;
  readonly message: string;
}

/** What DuckDB says, and what the user reads instead; the first match counts. */
const rules: readonly (readonly [RegExp, (subject: Subject) => never])[] = [
  [/Invalid unicode/, ({ where }) => notUtf8(where)],
  [
    /Maximum line size|Parallel CSV Reader currently does not/,
    ({ where }) =>
      refuseData(where, "have at most 2 MB a line", "a longer line, or a quote that is not closed"),
  ],
  [
    /"maximum_object_size"/,
    ({ name }) => refuseData(name, "have objects of at most 16 MB", "a longer line"),
  ],
  [/unterminated quote/, ({ where }) => refuseData(where, "close every quote", "one that is open")],
  [
    noRecords,
    ({ name, file }) =>
      refuseData(
        name,
        "have lines that all end alike, and quotes around whole values",
        "something else",
        unpackFirst(file),
      ),
  ],
  [
    /^Out of Memory Error/,
    ({ name, message }) =>
      refuseData(name, "be readable in 512 MB of memory", firstSentence(message)),
  ],
  [
    /No space left|temporary directory|offload/i,
    ({ message }) =>
      refuseData(
        "the temporary folder",
        "have room for what does not fit into memory",
        firstSentence(message),
        "Set TMPDIR to another.",
      ),
  ],
  [
    /No magic bytes/,
    ({ name }) =>
      refuseData(
        name,
        "be a whole Parquet file",
        "one without its end",
        "Was it copied to its end, and is it Parquet?",
      ),
  ],
];

/** The line of the file for what DuckDB calls a line; null if it is not known. */
async function lineIn(file: InputFile, message: string): Promise<number | null> {
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  return line === undefined ? null : ((await findDatabaseLines(file, [Number(line)]))?.[0] ?? null);
}

const unpackFirst = ({ compression }: InputFile) =>
  compression === "zstd" ? "Unpacked with zstd -d, lines may end in any way." : "";

async function explainJson(file: InputFile, message: string): Promise<void> {
  // DuckDB counts the rows before it, plus two; empty lines are not rows.
  const malformed = /Malformed JSON.* in line (\d+)/.exec(message)?.[1];
  if (malformed) await refuseJsonRow(file, Number(malformed) - 1);
  const [, row, what] = /JSON transform error.* in line (\d+): (.*)/s.exec(message) ?? [];
  if (row === undefined) return;
  const twice = /has duplicate key "(.*)"/.exec(what!)?.[1];
  if (twice !== undefined)
    refuseData(`${show(file.name)}, row ${row},`, "have each key once", `${show(twice)} twice`);
  if (/^Expected OBJECT/.test(what!)) await refuseJsonRow(file, Number(row));
}

/** @throws DataError for text in another encoding. */
export function notUtf8(where: string): never {
  return refuseData(where, "be text in UTF-8", "other bytes", recode);
}

/**
 * DuckDB explains at length, with the line in question and advice on options that the user does not
 * have.
 */
function firstSentence(message: string): string {
  const lines = message
    .replace(/^Possible (fixes|solutions?):[\s\S]*/im, "")
    .split("\n")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const line = (/CSV Error on Line/.test(message) ? lines.at(-1)! : lines[0]!).replace(
    /^[\w ]+ Error: /,
    "",
  );
  return JSON.stringify(line.length > 200 ? `${line.slice(0, 200)}…` : line);
}
