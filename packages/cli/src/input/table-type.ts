// A file with named columns, of any format.

import type { InputFile } from "./input-file.js";

export interface Table {
  readonly file: InputFile;
  /** Column names and DuckDB's types. */
  readonly types: ReadonlyMap<string, string>;
  /** The number of rows that the file states; 0 if it does not. */
  readonly rows: number;
  /** The name of a column of `from` in SQL, since the database cannot take every name as it is. */
  sql(name: string): string;
  /**
   * What follows FROM, for these columns; `lenient` leaves out records with too few or too many
   * fields.
   */
  from(columns: readonly string[], lenient: boolean): string;
  /**
   * The same with some columns as numbers, which fails at any other text; null if it is not faster.
   */
  fromNumbers(numbers: readonly string[], columns: readonly string[]): string | null;
  /**
   * The same rows from a copy with equal line ends; null if they already are, or if there is no
   * such copy.
   */
  withOneLineEnd(): Promise<Table> | null;
}
