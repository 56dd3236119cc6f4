// Labels of two classes, where --positive names the positive one.

import { isNaNWord, parseNumber } from "./number.js";

/** As the data has them. */
export interface Classes {
  readonly positive: string;
  /** Null where all labels are positive. */
  readonly negative: string | null;
}

/** What pandas and R write for a label that is missing. */
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

/** What SQL's classIn gives, but for how a number is written. */
export function sameClass(a: string, b: string): boolean {
  const [x, y] = [parseNumber(a), parseNumber(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? trim(a) === trim(b) : x === y;
}

const trim = (text: string) => text.replace(/^ +| +$/g, "");

/** Whether a label says that there is none. */
export function isMissing(text: string): boolean {
  return missing.includes(trim(text)) || isNaNWord(text);
}
