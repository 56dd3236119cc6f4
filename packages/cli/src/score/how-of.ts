// How the options say that files are to be read.

import type { ColumnNames } from "../input/columns.js";
import type { How } from "../input/how.js";

interface Given {
  readonly percent: boolean;
  readonly noHeader: boolean;
}

/** @param more Names of other columns that are used. */
export function howOf(
  { percent, noHeader }: Given,
  columns: readonly ColumnNames[],
  more: readonly string[],
  note: (sentence: string) => void,
): How {
  const numbers = columns.flatMap(({ label, prediction, weight }) => [
    label,
    prediction,
    ...(weight === undefined ? [] : [weight]),
  ]);
  const wanted = [...new Set([...numbers, ...columns.flatMap(({ by }) => by), ...more])];
  return {
    wanted,
    required: wanted,
    hasNames: noHeader ? false : null,
    numbers: [...new Set(numbers)],
    percentages: percent ? columns.map(({ prediction }) => prediction) : [],
    note,
  };
}
