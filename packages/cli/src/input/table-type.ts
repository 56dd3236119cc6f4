// A file with named columns, of any format.

import type { InputFile } from "./input-file.js";

/** How the numbers of a column are written, where not in the usual way. */
export interface Writing {
  /** With a decimal comma. */
  readonly comma: boolean;
  /** With a percent sign after each. */
  readonly sign: boolean;
  /** As percentages, with a sign or without. */
  readonly percent: boolean;
}

export interface Table {
  readonly file: InputFile;
  /** Column names and DuckDB's types. */
  readonly types: ReadonlyMap<string, string>;
  /** The columns of a text format that hold numbers, not text, judging by their first rows. */
  readonly numeric?: ReadonlySet<string>;
  /** By the name of a column. */
  readonly writing?: ReadonlyMap<string, Writing>;
  /** The number of rows that the file states; 0 if it does not. */
  readonly rows: number;
  /** Megabytes of rows that are read ahead; by default few. */
  readonly readAhead?: number;
  /** The name of a column of `from` in SQL, since the database cannot take every name as it is. */
  sql(name: string): string;
  /** An expression for the number of a row, from 1. */
  readonly rowNumber: string;
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

/** Digits of the widest decimal. DuckDB reads wider ones of Parquet as doubles, which are wrong. */
export const mostDigits = 38;

/** The type of a column of wider decimals, which is refused wherever it is named. */
export const wideDecimal = (digits: number) => `DECIMAL OF ${digits} DIGITS`;

export const digitsOf = (wide: string) => Number(/\d+/.exec(wide)![0]);

export const isWideDecimal = (type: string) => type.startsWith("DECIMAL OF ");

/** The number of a row as the rows come. */
export const windowNumber = "row_number() OVER ()";
