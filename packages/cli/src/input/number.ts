// What is a number in text: decimal digits with a point, as pandas, NumPy and Keras read them.
// DuckDB takes 1_000 for one thousand and JavaScript 0x10 for sixteen; neither is one here.

const decimal = /^[ \t\n\v\f\r]*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[ \t\n\v\f\r]*$/i;

const infinite = /^[ \t\n\v\f\r]*([+-]?)inf(inity)?[ \t\n\v\f\r]*$/i;

/** The number that a text is; NaN for one that is none. */
export function parseNumber(text: string): number {
  const sign = infinite.exec(text)?.[1];
  if (sign !== undefined) return sign === "-" ? -Infinity : Infinity;
  return decimal.test(text) ? Number(text) : NaN;
}

/** Whether a text says that there is no number. */
export function isNaNWord(text: string): boolean {
  return /^\s*[+-]?nan\s*$/i.test(text);
}
