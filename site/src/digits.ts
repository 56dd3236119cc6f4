// Numbers as readers see them.

import type { Dtype } from "binary-crossentropy";

/** The shortest decimal digits that are this number of its dtype, and no other. */
export function shortest(value: number, dtype: Dtype): string {
  // From 2^24 on it is a whole number, whose own digits are not many more.
  if (dtype === "float64" || !(Math.abs(value) < 2 ** 24)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** A few digits, for a table. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(3) : value.toPrecision(5);
  return text.replace("-", "−").replace("e-", "e−");
}
