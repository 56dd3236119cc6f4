// The first record of a CSV file: its delimiter, its column names, and how it ends. DuckDB could
// guess all three, but where a later line is short it guesses that there is one column, and where a
// text in quotes holds a line end it takes that for the file's.

import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import { firstRecord, type LineEnd } from "./first-record.js";
import type { InputFile } from "./input-file.js";
import { firstLines } from "./zstd-lines.js";

export interface CsvHeader {
  readonly delimiter: string;
  /** Unlike one another: what is there twice has a number behind it. */
  readonly names: readonly string[];
  /**
   * How records end; null where DuckDB finds that itself, as it does unless a name holds a line
   * end.
   */
  readonly end: LineEnd | null;
}

const delimiters = [",", "\t", ";", "|"];

export async function readCsvHeader(session: Session, file: InputFile): Promise<CsvHeader> {
  const isPacked = file.compression === "zstd";
  const { text, end } = isPacked ? await packedRecord(session, file) : await firstRecord(file);
  const holdsEnds = /[\r\n]/.test(text);
  if (isPacked && holdsEnds)
    refuseData(
      `the names of ${show(file.name)}`,
      "be on one line in zstd",
      "several",
      "Unpack it with zstd -d.",
    );
  const delimiter = file.format === "tsv" ? "\t" : delimiterOf(text);
  // Where DuckDB looks for the end itself, it looks at the encoding of all columns as well.
  return { delimiter, end: holdsEnds ? end : null, names: unique(fields(text, delimiter)) };
}

/** Of its line ends DuckDB says nothing. */
async function packedRecord(
  session: Session,
  file: InputFile,
): Promise<{ text: string; end: null }> {
  const lines = await firstLines(session, file.path);
  const first = lines.findIndex((line) => line !== "");
  if (first < 0) return refuseData("a file", "hold rows", `only empty lines in ${show(file.name)}`);
  let text = lines[first]!;
  for (let next = first + 1; isOpen(text) && next < lines.length; next++)
    text += `\n${lines[next]}`;
  return { text: text.replace(/^\ufeff/, ""), end: null };
}

/** Whether a quote is open at the end. */
function isOpen(text: string): boolean {
  return text.split('"').length % 2 === 0;
}

/** The one that is there most often outside of quotes; a comma where none is. */
function delimiterOf(text: string): string {
  const bare = text.replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => bare.split(delimiter).length;
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** The fields of a record. */
function fields(text: string, delimiter: string): string[] {
  const found: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted && character === '"' && text[i + 1] === '"') field += text[++i];
    else if (character === '"' && (quoted || field === "")) quoted = !quoted;
    else if (character === delimiter && !quoted) {
      found.push(field);
      field = "";
    } else field += character;
  }
  return [...found, field];
}

/**
 * A name that is there more than once gets a number wherever it is: none of its columns is the one
 * that was meant.
 */
function unique(given: readonly string[]): string[] {
  const named = given.map((name, index) => name || `column${index}`);
  // DuckDB takes names that differ only by case for the same.
  const times = new Map<string, number>();
  for (const name of named) times.set(name.toLowerCase(), (times.get(name.toLowerCase()) ?? 0) + 1);
  const seen = new Set(
    named.map((name) => name.toLowerCase()).filter((name) => times.get(name) === 1),
  );
  return named.map((name) => {
    if (times.get(name.toLowerCase()) === 1) return name;
    let again = 1;
    while (seen.has(`${name}_${again}`.toLowerCase())) again += 1;
    seen.add(`${name}_${again}`.toLowerCase());
    return `${name}_${again}`;
  });
}
