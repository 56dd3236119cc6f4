// The first line of a CSV file: its delimiter and its column names. DuckDB could guess both, but where a later line is
// short it guesses that there is one column.

import { literal, pathLiteral } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import type { InputFile } from "./files.js";
import { checkFirstLine } from "./whole.js";

export interface CsvHeader {
  readonly delimiter: string;
  /** Unlike one another: what is there twice has a number behind it. */
  readonly names: readonly string[];
}

const delimiters = [",", "\t", ";", "|"];

/** A name may hold line ends between quotes, but not more than these. */
const mostLines = 100;

export async function readCsvHeader({ connection }: Session, file: InputFile): Promise<CsvHeader> {
  await checkFirstLine(file);
  const whole = "delim = '\x01', quote = '', escape = '', header = false, auto_detect = false, columns = {'line': 'VARCHAR'}";
  const from = `read_csv(${pathLiteral(file.path)}, ${whole}, compression = ${literal(file.compression)})`;
  const rows = await connection.rows(`SELECT line FROM ${from} LIMIT ${mostLines}`);
  const lines = rows.map(([line]) => line ?? "");
  const first = lines.findIndex((line) => line !== "");
  if (first < 0) return refuseData("a file", "hold rows", `only empty lines in ${show(file.name)}`);
  let text = lines[first]!;
  for (let next = first + 1; isOpen(text) && next < lines.length; next++) text += `\n${lines[next]}`;
  const delimiter = file.format === "tsv" ? "\t" : delimiterOf(text);
  return { delimiter, names: unique(fields(text.replace(/^\ufeff/, ""), delimiter)) };
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
export function fields(text: string, delimiter: string): string[] {
  const found: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted && character === '"' && text[i + 1] === '"') field += text[++i];
    else if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      found.push(field);
      field = "";
    } else field += character;
  }
  return [...found, field.replace(/\r$/, "")];
}

/** A name that is there more than once gets a number wherever it is: none of its columns is the one that was meant. */
function unique(given: readonly string[]): string[] {
  const named = given.map((name, index) => name || `column${index}`);
  // DuckDB takes names that differ only by case for the same.
  const times = new Map<string, number>();
  for (const name of named) times.set(name.toLowerCase(), (times.get(name.toLowerCase()) ?? 0) + 1);
  const seen = new Set(named.map((name) => name.toLowerCase()).filter((name) => times.get(name) === 1));
  return named.map((name) => {
    if (times.get(name.toLowerCase()) === 1) return name;
    let again = 1;
    while (seen.has(`${name}_${again}`.toLowerCase())) again += 1;
    seen.add(`${name}_${again}`.toLowerCase());
    return `${name}_${again}`;
  });
}
