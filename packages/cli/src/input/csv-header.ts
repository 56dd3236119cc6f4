// The first record of a CSV file: its delimiter, its column names, and how it ends. DuckDB could
// guess all three, but a short line later on makes it guess a single column, and a line end inside
// quotes misleads it about the line ends of the file.

import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import { firstRecord, type LineEnd } from "./first-record.js";
import type { How } from "./how.js";
import type { InputFile } from "./input-file.js";
import { parseNumber } from "./number.js";
import { delimiterIn } from "./odd-text.js";
import { firstLines } from "./zstd-lines.js";

export interface CsvHeader {
  readonly delimiter: string;
  /** Whether the first record has the names. Without, columns are numbered from 0. */
  readonly hasNames: boolean;
  /** All distinct: repeated names have a number appended. */
  readonly names: readonly string[];
  /**
   * How records end; null if DuckDB finds that itself, as it does unless a name contains a line
   * end.
   */
  readonly end: LineEnd | null;
}

/** @param given The delimiter, if it is known. */
export async function readCsvHeader(
  session: Session,
  file: InputFile,
  given: string | null,
  how: How,
): Promise<CsvHeader> {
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
  const delimiter = given ?? (file.format === "tsv" ? "\t" : (delimiterIn(text) ?? ","));
  const first = fields(text, delimiter);
  const hasNames = how.hasNames ?? !isRow(first, how.required);
  if (hasNames && first.every((name) => name.trim() === ""))
    refuseData(show(file.name), "name its columns on its first line", "no names");
  const names = hasNames ? unique(first) : first.map((_, i) => String(i));
  if (!hasNames)
    how.note(
      `${show(file.name)} has no names: its columns are ${names.length === 1 ? "0" : `0 to ${names.length - 1}`}.`,
    );
  // If DuckDB looks for the line end itself, it also checks the encoding of all columns.
  return { delimiter, end: holdsEnds ? end : null, names, hasNames };
}

/** DuckDB does not report the line ends it found. */
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

/**
 * Whether a record is a row and not the names: all of it is numbers, and the columns that are wanted
 * are numbers of columns but not among them.
 */
function isRow(first: readonly string[], wanted: readonly string[]): boolean {
  const isIndex = (name: string) => /^\d+$/.test(name) && Number(name) < first.length;
  return (
    wanted.length > 0 &&
    first.every((field) => !Number.isNaN(parseNumber(field))) &&
    wanted.every(isIndex) &&
    !wanted.every((name) => first.includes(name))
  );
}

/** The fields of a record. */
function fields(text: string, delimiter: string): string[] {
  const found: string[] = [];
  let field = "";
  let [quoted, isBare, hasClosed] = [false, true, false];
  // Spaces around a name count in quotes alone.
  const end = () => {
    found.push(isBare ? field.trim() : field);
    [field, isBare, hasClosed] = ["", true, false];
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted && character === '"' && text[i + 1] === '"') field += text[++i];
    else if (character === '"' && (quoted || field.trim() === "")) {
      quoted = !quoted;
      isBare = false;
      hasClosed = !quoted;
      if (quoted) field = "";
    } else if (character === delimiter && !quoted) end();
    else if (!(hasClosed && character === " ")) field += character;
  }
  end();
  return found;
}

/**
 * A repeated name gets a number at each of its columns, since none of them is clearly the one
 * meant.
 */
function unique(given: readonly string[]): string[] {
  const named = given.map((name, index) => name || `column${index}`);
  // DuckDB treats names that differ only by case as equal.
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
