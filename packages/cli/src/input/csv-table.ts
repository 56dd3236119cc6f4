// A CSV file. It is read as text, so that a value that is not a number can be shown, or as numbers
// as long as all values are.

import { identifier, literal, pathLiteral } from "../duckdb/quote.js";
import type { Session } from "../duckdb/session.js";
import { type CsvHeader, readCsvHeader } from "./csv-header.js";
import type { How } from "./how.js";
import type { InputFile } from "./input-file.js";
import { withOneLineEnd } from "./line-ends.js";
import { tidied } from "./odd-text.js";
import { type Table, windowNumber } from "./table-type.js";

export async function openCsv(session: Session, given: InputFile, how: How): Promise<Table> {
  const tidy = await tidied(session, given, how.note);
  const file = tidy?.file ?? given;
  const header = await readCsvHeader(session, file, tidy?.delimiter ?? null, how);
  const read = header.hasNames ? file : { ...file, isNameless: true };
  return csvTable(session, read, header);
}

function csvTable(session: Session, file: InputFile, header: CsvHeader, isCopy = false): Table {
  const { delimiter, names, end, hasNames } = header;
  const newLine =
    end === null ? "" : `, new_line = '${end === "\n" ? "\\n" : end === "\r" ? "\\r" : "\\r\\n"}'`;
  const start = `${pathLiteral(file.path)}, compression = ${literal(file.compression)}`;
  const dialect = `delim = ${literal(delimiter)}, quote = '"', escape = '"', header = ${hasNames}, skip = 0, comment = ''${newLine}`;
  const read = (numbers: readonly string[], options: string) => {
    const columns = names
      .map((name) => `${identifier(name)}: '${numbers.includes(name) ? "DOUBLE" : "VARCHAR"}'`)
      .join(", ");
    return `read_csv(${start}, auto_detect = false, columns = {${columns}}, ${dialect}, null_padding = false, hive_partitioning = false${options})`;
  };
  const copy = async () =>
    csvTable(
      session,
      await withOneLineEnd(session, file, delimiter),
      { ...header, end: header.end && "\n" },
      true,
    );
  return {
    file,
    types: new Map(names.map((name) => [name, "VARCHAR"])),
    rows: 0,
    sql: identifier,
    rowNumber: windowNumber,
    from: (_, lenient) => read([], lenient ? ", store_rejects = true" : ""),
    // Only the bytes tell whether a number has underscores, and the bytes of zstd files are not
    // seen here.
    fromNumbers: (numbers) => (file.compression === "zstd" ? null : read(numbers, "")),
    withOneLineEnd: () => (isCopy || file.compression === "zstd" ? null : copy()),
  };
}
