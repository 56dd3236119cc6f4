// What is known of a file of columns, of any kind.

import type { InputFile } from "./input-file.js";

export interface Table {
  readonly file: InputFile;
  /** Column names and DuckDB's types. */
  readonly types: ReadonlyMap<string, string>;
  /** How many rows the file says that it has; 0 where it does not. */
  readonly rows: number;
  /** How SQL calls a column of `from`: the database cannot take every name as it is. */
  sql(name: string): string;
  /**
   * What follows FROM, for these columns; `lenient` leaves out records with too few or too many
   * fields.
   */
  from(columns: readonly string[], lenient: boolean): string;
  /**
   * The same with some columns as numbers, which fails at what is none; null where the text is not
   * read faster so.
   */
  fromNumbers(numbers: readonly string[], columns: readonly string[]): string | null;
  /**
   * The same rows from a copy whose records all end alike; null where they do, or where there is no
   * such copy.
   */
  withOneLineEnd(): Promise<Table> | null;
}
