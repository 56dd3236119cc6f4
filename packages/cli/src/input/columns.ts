// The columns that the options name, among those that a file has.

import { refuseData, refuseUsage, show } from "../errors.js";
import { isDelimited } from "./format.js";
import { nearest } from "./nearest.js";
import { remedyForNestedType } from "./nested-value.js";
import { digitsOf, isWideDecimal, mostDigits, type Table } from "./table-type.js";
import type { TimeColumn } from "./time-text.js";

export interface ColumnNames {
  readonly label: string;
  readonly prediction: string;
  readonly weight: string | undefined;
  readonly by: readonly string[];
  /** One of `by` that is a time, and is cut into periods. */
  readonly time?: TimeColumn | undefined;
  /** Whether rows are grouped by their file, behind the columns of `by`. */
  readonly byFile?: boolean;
  /** Columns that are listed beside the worst rows. */
  readonly show?: readonly string[];
  /** The column that tells which rows belong together. */
  readonly cluster?: string | undefined;
}

/**
 * Types that convert to numbers without guessing; text may hold numbers and is checked row by row.
 */
const numeric =
  /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN|VARCHAR|JSON)$/;

/** Checks that a table has the columns, and numbers where numbers are needed. */
export function checkColumns(
  table: Table,
  { label, prediction, weight, by, time, show: shown = [], cluster }: ColumnNames,
): void {
  requireNumbers(table, "--label", label);
  requireNumbers(table, "--prediction", prediction);
  if (weight !== undefined) requireNumbers(table, "--weight", weight);
  for (const name of by) requireColumn(table, name === time?.name ? "--by-time" : "--by", name);
  for (const name of shown) requireColumn(table, "--show", name);
  if (cluster !== undefined) requireColumn(table, "--cluster", cluster);
}

/** The type of a column. @throws UsageError if there is none of this name. */
export function requireColumn({ file, types }: Table, option: string, name: string): string {
  const names = [...types.keys()];
  const isNumbered =
    file.isNameless || (file.isOfArrays && names.every((_, i) => names[i] === `${i}`));
  const type = types.get(name);
  if (type !== undefined && isWideDecimal(type))
    refuseData(
      `${option} ${show(name)}`,
      `be a decimal of at most ${mostDigits} digits in ${show(file.name)}`,
      `one of ${digitsOf(type)}`,
      "Write it as DOUBLE, or as text.",
    );
  return (
    type ??
    refuseUsage(
      option,
      `name a column of ${show(file.name)}`,
      show(name),
      isNumbered
        ? `It has no names: columns are numbered from 0 to ${types.size - 1}.`
        : file.format === "ndjson" && names.length === 0
          ? "Its lines are no JSON objects."
          : isDelimited(file) && names.length === 1 && isOddlyParted.test(names[0]!)
            ? `Its first line is one name, ${show(names[0])}: columns are told apart by commas, semicolons, bars, tabs or spaces.`
            : remedy(name, names),
    )
  );
}

/** @throws DataError for a column that holds something else than numbers. */
export function requireNumbers(table: Table, option: string, name: string): void {
  const type = requireColumn(table, option, name);
  if (!numeric.test(type))
    refuseData(
      `${option} ${show(name)}`,
      `be a column of numbers in ${show(table.file.name)}`,
      `one of ${type}`,
      remedyForNestedType(type, option, name),
    );
}

/** Number of names in a message, at most. */
const most = 12;

/** A name that looks like several, with a sign between them that parts no columns. */
const isOddlyParted = /[\p{L}\p{N}][^\p{L}\p{N}\s._'"()[\]-]+[\p{L}\p{N}]/u;

/** A file without a line of names begins with numbers instead. */
function remedy(name: string, known: readonly string[]): string {
  if (known.length === 0 || known.some((one) => Number.isNaN(Number(one))))
    return namesInstead(name, known);
  return `Its first line, which has to name the columns, has ${known.slice(0, most).map(show).join(", ")}. If it is a row, pass --no-header and number the columns from 0.`;
}

/** Whether a name is what columns of text are called where several have the same, but for case. */
function isRepeat(known: string, name: string): boolean {
  const end = known.slice(name.length);
  return known.toLowerCase().startsWith(name.toLowerCase()) && /^_\d+$/.test(end);
}

/** The first names, and how many more there are. */
export function listedColumns(known: readonly string[]): string {
  const more = known.length > most ? ` and ${known.length - most} more` : "";
  return `${known.slice(0, most).map(show).join(", ")}${more}`;
}

/** Suggests the nearest names, or else lists the known ones. */
export function namesInstead(name: string, known: readonly string[]): string {
  const repeated = known.filter((one) => isRepeat(one, name));
  if (repeated.length > 1)
    return `Did you mean ${repeated.slice(0, most).map(show).join(" or ")}? Columns of one name get numbers.`;
  const near = nearest(name, known);
  if (known.length === 0) return "It has none.";
  if (near.length > 0) return `Did you mean ${near.map(show).join(" or ")}?`;
  return `There are ${listedColumns(known)}.`;
}
