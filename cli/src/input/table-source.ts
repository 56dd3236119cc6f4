// The rows of a table that DuckDB reads.

import { DatabaseError } from "../duckdb/connection.js";
import { identifier } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import type { Batch, RawRow, Source } from "./batch.js";
import { type ColumnNames, labelOf, numberOf, textOf } from "./columns.js";
import { explain } from "./explain.js";
import type { GroupIndex } from "./group-index.js";
import { findLines } from "./line-finder.js";
import { isText, type Table } from "./table.js";

/** DuckDB notes every column that a line has too few or too many of: what it says of the first is enough. */
export const oneError = "arg_min(error_message, (length(error_message), error_message))";

/** What DuckDB says of text in a column of numbers. */
const notConverted = /Error when converting column/;

export function tableSource(session: Session, table: Table, names: ColumnNames, groups: GroupIndex | null, lenient: boolean): Source {
  const { connection } = session;
  const { label, prediction, weight, by } = names;
  const numbers = [label, prediction, ...(weight === undefined ? [] : [weight])];
  const from = table.from([...new Set([...numbers, ...by])], lenient);
  const rejects = lenient && (table.file.format === "csv" || table.file.format === "tsv");

  async function* read(columns: readonly string[], what: string): AsyncGenerator<Batch, void> {
    for await (const chunk of connection.chunks(`SELECT ${[...columns, ...by.map(textOf)].join(", ")} FROM ${what}`)) {
      yield {
        count: chunk.rowCount,
        labels: chunk.doubles(0),
        predictions: chunk.doubles(1),
        weights: weight === undefined ? null : chunk.doubles(2),
        groups: groups?.encode(chunk, numbers.length) ?? null,
      };
    }
  }

  /** As long as they are numbers, which is faster; then from there on as text, of which it can be told what it is instead. */
  async function* batches(): AsyncGenerator<Batch, void> {
    // A group is named by the text of a column.
    const asNumbers = lenient || numbers.some((name) => by.includes(name)) ? null : table.fromNumbers(numbers);
    let rows = 0;
    try {
      if (asNumbers !== null) {
        try {
          for await (const batch of read(numbers.map(identifier), asNumbers)) {
            yield batch;
            rows += batch.count;
          }
          return;
        } catch (error) {
          if (!(error instanceof DatabaseError && notConverted.test(error.message))) throw error;
        }
      }
      yield* read([labelOf(label, table), ...numbers.slice(1).map(numberOf)], `${from} OFFSET ${rows}`);
    } catch (error) {
      explain(table.file, error);
    }
  }

  async function rawRows(rows: readonly number[]): Promise<RawRow[]> {
    const texts = numbers.map((name, i) => `CAST(${identifier(name)} AS VARCHAR) AS v${i}`);
    const numbered = `SELECT row_number() OVER () AS r, ${texts.join(", ")} FROM ${from} LIMIT ${Math.max(...rows)}`;
    const found = await connection.rows(`SELECT * EXCLUDE r FROM (${numbered}) WHERE r IN (${rows.join(", ")}) ORDER BY r`);
    return found.map(([y, p, w]) => ({ label: y ?? null, prediction: p ?? null, weight: weight === undefined ? undefined : (w ?? null) }));
  }

  async function rejected() {
    if (!rejects) return [];
    const rows = await connection.rows(
      `SELECT CAST(line AS VARCHAR), ${oneError} FROM reject_errors GROUP BY reject_errors.line ORDER BY reject_errors.line`,
    );
    for (const name of ["reject_errors", "reject_scans"]) await connection.run(`DROP TABLE ${name}`);
    return rows.map(([line, message]) => ({ line: Number(line), message: String(message) }));
  }

  return {
    name: table.file.name,
    bytes: table.file.bytes,
    rows: table.rows,
    batches,
    rawRows,
    // Where records are left out DuckDB's rows are no longer those of the file.
    linesOf: async (rows) => (isText(table.file) && !lenient ? findLines(table.file, rows) : null),
    rejected,
  };
}
