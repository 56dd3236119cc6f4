// The rows of a table that DuckDB reads.

import { DatabaseError } from "../duckdb/connection.js";
import { literal } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { probabilities, type Role } from "../rows/can-be-scored.js";
import type { Batch, ColumnSample, RawRow, Source } from "./batch.js";
import { groupOf, labelOf, numberOf, shownOf } from "./cells.js";
import type { Classes } from "./classes.js";
import type { ColumnNames } from "./columns.js";
import { copyFor, explain } from "./explain.js";
import { isDelimited, isText } from "./format.js";
import type { GroupIndex } from "./group-index.js";
import { findDatabaseLines, findLines } from "./line-finder.js";
import { oneError } from "./rejected.js";
import type { Table } from "./table-type.js";
import { periodText } from "./time-text.js";

/** DuckDB's error for text in a column of numbers. */
const notConverted = /Error when converting column/;

/** Number of rows that tell what a column holds. */
const sampled = 100_000;
const mostSampled = 8;

export interface SourceOptions {
  readonly names: ColumnNames;
  readonly groups: GroupIndex | null;
  /** The value of all rows in columns of groups before those of --by. */
  readonly constants?: readonly string[];
  /** Of the columns of --by and that of --cluster. */
  readonly clusters?: GroupIndex | null;
  /** Whether records with too few or too many fields are left out. */
  readonly lenient: boolean;
  readonly classes: Classes | null;
}

export function tableSource(
  session: Session,
  opened: Table,
  { names, groups, clusters = null, constants = [], lenient, classes }: SourceOptions,
): Source {
  const { connection } = session;
  const { label, prediction, weight, by, time, byFile = false, cluster } = names;
  const texts = cluster === undefined ? by : [...by, cluster];
  const numbers = [label, prediction, ...(weight === undefined ? [] : [weight])];
  const columns = [...new Set([...numbers, ...texts])];
  const { file } = opened;
  const rejects = lenient && isDelimited(file);
  let table = opened;
  const from = () => table.from(columns, lenient);
  let areNumbers = false;

  async function* read(cells: readonly string[], what: string): AsyncGenerator<Batch, void> {
    const groupTexts = [
      ...constants.map((value) => literal(value)),
      ...by.map((name) => (name === time?.name ? periodText(time, table) : groupOf(name, table))),
      ...(byFile ? [literal(file.name)] : []),
      ...(cluster === undefined ? [] : [groupOf(cluster, table)]),
    ];
    for await (const chunk of connection.chunks(
      `SELECT ${[...cells, ...groupTexts].join(", ")} FROM ${what}`,
      table.readAhead,
    )) {
      yield {
        count: chunk.rowCount,
        labels: chunk.doubles(0),
        predictions: chunk.doubles(1),
        weights: weight === undefined ? null : chunk.doubles(2),
        groups: groups?.encode(chunk, numbers.length) ?? null,
        clusters: clusters?.encode(chunk, numbers.length) ?? null,
      };
    }
  }

  /** All rows after the first ones, as text. */
  function readText(start: number): AsyncGenerator<Batch, void> {
    return read(
      [labelOf(label, table, classes), ...numbers.slice(1).map((name) => numberOf(name, table))],
      `${from()} OFFSET ${start}`,
    );
  }

  /** As numbers, which is faster; null if they must be checked as text. */
  function readNumbers(): AsyncGenerator<Batch, void> | null {
    // A group is identified by the text of a column.
    const isText = lenient || classes !== null || numbers.some((name) => texts.includes(name));
    const what = isText ? null : table.fromNumbers(numbers, columns);
    areNumbers = what !== null;
    return what === null ? null : read(numbers.map(table.sql), what);
  }

  /**
   * Reads numbers as long as all values are, and text from there on, so that a value that is not a
   * number can be shown.
   */
  async function* batches(): AsyncGenerator<Batch, void> {
    let rows = 0;
    for (
      let items: AsyncGenerator<Batch, void> | null = readNumbers() ?? readText(0);
      items !== null;
    ) {
      try {
        for await (const batch of items) {
          yield batch;
          rows += batch.count;
        }
        return;
      } catch (error) {
        items = await inAnotherWay(rows, error);
      }
    }
  }

  /**
   * The rows after those that were read before an error.
   * @throws DataError if they cannot be read in another way either.
   */
  async function inAnotherWay(rows: number, error: unknown): Promise<AsyncGenerator<Batch, void>> {
    const isNoNumber = error instanceof DatabaseError && notConverted.test(error.message);
    const copy = await copyFor(table, error);
    if (copy === null && !isNoNumber) await explain(file, error);
    table = copy ?? table;
    return readText(rows);
  }

  async function rawRows(rows: readonly number[]): Promise<RawRow[]> {
    const texts = numbers.map((name, i) => `${shownOf(name, table)} AS v${i}`);
    const numbered = `SELECT row_number() OVER () AS r, ${texts.join(", ")} FROM ${from()} LIMIT ${Math.max(...rows)}`;
    const found = await connection.rows(
      `SELECT * EXCLUDE r FROM (${numbered}) WHERE r IN (${rows.join(", ")}) ORDER BY r`,
    );
    return found.map(([y, p, w]) => ({
      label: y ?? null,
      prediction: p ?? null,
      weight: weight === undefined ? undefined : (w ?? null),
    }));
  }

  async function textsOf(rows: readonly number[], names: readonly string[]) {
    const all = [...new Set([...columns, ...names])];
    const texts = names.map((name, i) => `CAST(${table.sql(name)} AS VARCHAR) AS v${i}`);
    const numbered = `SELECT row_number() OVER () AS r, ${texts.join(", ")} FROM ${table.from(all, lenient)} LIMIT ${Math.max(...rows)}`;
    return connection.rows(
      `SELECT * EXCLUDE r FROM (${numbered}) WHERE r IN (${rows.join(", ")}) ORDER BY r`,
    );
  }

  async function sample(column: Exclude<Role, "weight">): Promise<ColumnSample> {
    const name = column === "label" ? label : prediction;
    const first = `(SELECT CAST(${table.sql(name)} AS VARCHAR) AS t, ${numberOf(name, table)} AS x FROM ${from()} LIMIT ${sampled})`;
    const texts = await connection.rows(
      `SELECT t FROM ${first} WHERE t IS NOT NULL GROUP BY t ORDER BY count(*) DESC, t LIMIT ${mostSampled}`,
    );
    const isProbability = `x BETWEEN ${probabilities.lowest} AND ${probabilities.highest}`;
    const range = `min(x), max(x), avg(CASE WHEN ${isProbability} THEN 0 ELSE 1 END)`;
    const query = `SELECT COLUMNS(*)::VARCHAR FROM (SELECT ${range} FROM ${first} WHERE isfinite(x))`;
    const [[lowest, highest, shareOutside] = []] = await connection.rows(query);
    const [low, high, share] = [lowest, highest, shareOutside].map((text) =>
      text == null ? NaN : Number(text),
    ) as [number, number, number];
    return {
      name,
      values: texts.map(([text]) => text!),
      lowest: low,
      highest: high,
      shareOutside: share,
    };
  }

  async function misread(): Promise<number[]> {
    if (!areNumbers) return [];
    const isGrouped = numbers.map((name) => `contains(${table.sql(name)}, '_')`).join(" OR ");
    const numbered = `SELECT row_number() OVER () AS r, ${numbers.map(table.sql).join(", ")} FROM ${from()}`;
    const rows = await connection.rows(
      `SELECT CAST(r AS VARCHAR) FROM (${numbered}) WHERE ${isGrouped} ORDER BY r LIMIT 1`,
    );
    return rows.map(([row]) => Number(row));
  }

  async function rejected() {
    if (!rejects) return [];
    const rows = await connection.rows(
      `SELECT CAST(line AS VARCHAR), ${oneError} FROM reject_errors GROUP BY reject_errors.line ORDER BY reject_errors.line`,
    );
    for (const name of ["reject_errors", "reject_scans"])
      await connection.run(`DROP TABLE ${name}`);
    const lines = await findDatabaseLines(
      table.file,
      rows.map(([line]) => Number(line)),
    );
    return rows.map(([, message], i) => ({ line: lines?.[i] ?? null, message: String(message) }));
  }

  return {
    name: file.name,
    bytes: file.bytes,
    rows: opened.rows,
    batches,
    rawRows,
    textsOf,
    columnOf: (role) => names[role],
    sample,
    misread,
    // If records are left out, DuckDB's rows are no longer those of the file.
    linesOf: async (rows) => (isText(file) && !lenient ? findLines(table.file, rows) : null),
    rejected,
  };
}
