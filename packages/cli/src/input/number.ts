// Numbers in text: decimal digits with a point, as pandas, NumPy and Keras read them. DuckDB reads
// 1_000 as one thousand and JavaScript reads 0x10 as sixteen; here neither is a number.

const decimal = /^[ \t\n\v\f\r]*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[ \t\n\v\f\r]*$/i;

const infinite = /^[ \t\n\v\f\r]*([+-]?)inf(inity)?[ \t\n\v\f\r]*$/i;

/** The number that a text is; NaN if it is not a number. */
export function parseNumber(text: string): number {
  const sign = infinite.exec(text)?.[1];
  if (sign !== undefined) return sign === "-" ? -Infinity : Infinity;
  return decimal.test(text) ? Number(text) : NaN;
}

/** Whether a text says NaN. */
export function isNaNWord(text: string): boolean {
  return /^\s*[+-]?nan\s*$/i.test(text);
}
