// Some rows of a source, with the numbers that they have in the whole source.

import { pathLiteral } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { refuseData, show } from "../errors.js";
import type { Batch, RowRange, Source } from "../input/batch.js";
import { guard } from "../input/guard.js";
import type { InputFile } from "../input/input-file.js";
import type { NpySource } from "../input/npy-source.js";
import type { Table } from "../input/table-type.js";
import type { Portion } from "./portion.js";
import type { Share } from "./shares.js";
import { fileOfText, type TextPart, whileUnchanged } from "./text-part.js";

/** A source of some rows of another one, which numbers them. */
export interface SourcePart extends Source {
  /** How many rows lie before them. */
  readonly before: number;
}

/** Questions about single rows go to the whole source; they are rare and may be slow. */
function partOf(
  whole: Source,
  { from, to }: Share,
  { first, end }: RowRange,
  part: Reads,
): SourcePart {
  const misread = async () => (await part.misread()).map((row) => row + first);
  return {
    ...whole,
    batches: () => part.batches(),
    misread,
    before: first,
    rows: end - first,
    bytes: to - from,
  };
}

/** Reads all rows of a source, and tells what is known once they are read. */
type Reads = Pick<Source, "batches" | "misread">;

/** The share of a table. @param sourceOf Reads all rows of a table. */
export async function partOfTable(
  session: Session,
  table: Table,
  share: Share,
  { texts, rows }: Portion,
  sourceOf: (table: Table) => Source,
): Promise<Source | SourcePart> {
  const { file } = table;
  const whole = sourceOf(table);
  const text = texts.get(share.source);
  if (text !== undefined) {
    const part = guard(sourceOf(tableOfText(table, text)), [fileOfText(file, text)]);
    const batches = () => whileUnchanged(file, counted(part.batches(), file.name, text.rows));
    return partOf(guard(whole, [file]), share, rows.get(share.source)!, { ...part, batches });
  }
  // The table of a text may be a copy of another size.
  if (file.format !== "parquet" || share.to - share.from === file.bytes)
    return guard(whole, [file]);
  const range = await rowGroups(session, table, share);
  return guard(partOf(whole, share, range, sourceOf(tableOfRows(table, range))), [file]);
}

/** The share of arrays that are read side by side. */
export async function partOfArrays(
  whole: NpySource,
  files: readonly InputFile[],
  share: Share,
): Promise<SourcePart> {
  const rows = rowsOfShare(share, whole.bytes, await whole.length());
  const part = { ...whole, batches: () => whole.batches(rows) };
  return guard(partOf(whole, share, rows, part), files);
}

/** The row groups of a Parquet file that begin in a share of its bytes, as rows. */
async function rowGroups(
  { connection }: Session,
  { file }: Table,
  { from, to }: Share,
): Promise<RowRange> {
  const groups = await connection.rows(
    `SELECT CAST(any_value(row_group_num_rows) AS VARCHAR), CAST(sum(total_compressed_size) AS VARCHAR)
     FROM parquet_metadata(${pathLiteral(file.path)}) GROUP BY row_group_id ORDER BY row_group_id`,
  );
  const sizes = groups.map(([rows, bytes]) => ({ rows: Number(rows), bytes: Number(bytes) }));
  const perByte =
    file.bytes /
    Math.max(
      1,
      sizes.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  let [row, at, first, end] = [0, 0, 0, 0];
  for (const { rows, bytes } of sizes) {
    if (at < from) first = row + rows;
    if (at < to) end = row + rows;
    row += rows;
    at += bytes * perByte;
  }
  return { first, end: Math.max(first, end) };
}

/** A Parquet file's table with only these rows; nothing of the others is unpacked. */
function tableOfRows(table: Table, { first, end }: RowRange): Table {
  const rows = `file_row_number >= ${first} AND file_row_number < ${end}`;
  const call = `read_parquet(${pathLiteral(table.file.path)}`;
  return replaced(
    table,
    (sql) => {
      const start = sql.indexOf(call);
      const stop = sql.indexOf(")", start + call.length) + 1;
      return `${sql.slice(0, start)}(SELECT * FROM ${sql.slice(start, stop)} WHERE ${rows})${sql.slice(stop)}`;
    },
    end - first,
  );
}

/** The table of a text file read from a part of it. */
function tableOfText(table: Table, { path, rows }: TextPart): Table {
  return replaced(
    table,
    (sql) => sql.replaceAll(pathLiteral(table.file.path), () => pathLiteral(path)),
    rows,
  );
}

/** The same columns for some rows. Mixed line ends are handled by reading the whole file. */
function replaced(table: Table, change: (sql: string) => string, rows: number): Table {
  const fromNumbers: Table["fromNumbers"] = (numbers, columns) => {
    const sql = table.fromNumbers(numbers, columns);
    return sql === null ? null : change(sql);
  };
  const from: Table["from"] = (columns, lenient) => change(table.from(columns, lenient));
  return { ...table, rows, from, fromNumbers, withOneLineEnd: () => null };
}

/** The same batches. @throws DataError if they do not have this many rows. */
async function* counted(
  batches: AsyncIterable<Batch>,
  name: string,
  rows: number,
): AsyncGenerator<Batch, void> {
  let count = 0;
  for await (const batch of batches) {
    count += batch.count;
    yield batch;
  }
  if (count !== rows) refuseData(show(name), `hold ${rows} rows in a part of it`, `${count}`);
}

/** The rows of arrays that begin in a share of their bytes. */
function rowsOfShare({ from, to }: Share, bytes: number, rows: number): RowRange {
  const at = (byte: number) => Math.floor((byte / bytes) * rows);
  return { first: at(from), end: at(to) };
}
