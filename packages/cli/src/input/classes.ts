// Labels of two classes, where --positive names the positive one.

import { isNaNWord, parseNumber } from "./number.js";

/** As the data has them. */
export interface Classes {
  readonly positive: string;
  /** Null where all labels are positive. */
  readonly negative: string | null;
}

/** What pandas and R write for a missing label. */
export const missing: readonly string[] = [
  "",
  "nan",
  "NaN",
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "<NA>",
  "NULL",
  "null",
  "None",
];

/** The same as classIn in SQL, apart from how a number is written. */
export function sameClass(a: string, b: string): boolean {
  const [x, y] = [parseNumber(a), parseNumber(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? trim(a) === trim(b) : x === y;
}

const trim = (text: string) => text.replace(/^ +| +$/g, "");

/** Whether a label means that it is missing. */
export function isMissing(text: string): boolean {
  return missing.includes(trim(text)) || isNaNWord(text);
}
