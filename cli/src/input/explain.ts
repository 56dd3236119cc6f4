// What DuckDB says about a file that it cannot read, as a sentence for the user.

import { DataError, refuseData, show } from "../errors.js";
import type { InputFile } from "./files.js";

const leaveOut = "Pass --skip-bad-rows to leave such lines out.";

/**
 * Throws the sentence for an error of a query on a file; what is no error of the data is a bug and stays as it is.
 * @param remedy For lines with too few or too many columns.
 */
export function explain(file: InputFile, error: unknown, remedy = leaveOut): never {
  if (error instanceof DataError || !(error instanceof Error)) throw error;
  const message = error.message;
  const name = show(file.name);
  if (/INTERRUPT/i.test(message)) throw error;
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1] ?? /in line (\d+)/.exec(message)?.[1];
  const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (line && columns) {
    return refuseData(`${name}, line ${line},`, `have ${columns[1]} columns`, `${columns[2]}`, remedy);
  }
  if (line && /Malformed JSON/.test(message)) refuseData(`${name}, line ${line},`, "be a JSON object", "something else");
  const format = { parquet: "a Parquet file", csv: "CSV", tsv: "TSV", ndjson: "one JSON object a line", npy: "an .npy file" }[file.format];
  return refuseData(name, `be ${format} that can be read${line ? ` on line ${line}` : ""}`, firstSentence(message));
}

/** DuckDB explains at length, with advice on options that the user does not have. */
function firstSentence(message: string): string {
  const line = message
    .split("\n")
    .map((one) => one.trim())
    .find((one) => one !== "" && !/CSV Error on Line|^Original Line/.test(one))!
    .replace(/^[\w ]+ Error: /, "");
  return JSON.stringify(line.length > 200 ? `${line.slice(0, 200)}…` : line);
}
