// Numbers and names as people read them.

/** Six decimals for numbers of the size of a loss; a dash for null. */
export function decimal(x: number | null, digits = 6): string {
  if (x === null) return "–";
  if (x !== 0 && Number.isFinite(x) && (Math.abs(x) < 10 ** -digits || Math.abs(x) >= 1e9))
    return x.toExponential(digits - 1);
  return Number.isFinite(x) ? x.toFixed(digits) : String(x);
}

/**
 * Groups of three digits; fractions below 10,000 have three decimals. Written by hand, since
 * locales take 20 ms to load.
 */
export function whole(x: number): string {
  const text =
    Number.isInteger(x) || Math.abs(x) >= 1e4 ? x.toFixed(0) : x.toFixed(3).replace(/\.?0+$/, "");
  return text.replace(/^-?\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ","));
}

/** A text that begins a sentence. */
export function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function percent(share: number): string {
  return `${(100 * share).toPrecision(share < 0.0995 ? 2 : 3)}\u00a0%`;
}

/** A number of the data with no more digits than it needs. */
export function short(x: number, digits = 7): string {
  return String(Number(x.toPrecision(digits)));
}

/**
 * The value of a group. A missing value, an empty text and a text that looks like either are
 * distinct.
 */
export function groupValue(value: string | null, longest = 60): string {
  if (value === null) return missing;
  return value === "" || value === missing || value.startsWith('"')
    ? JSON.stringify(oneLine(value, longest))
    : oneLine(value, longest);
}

const missing = "(missing)";

/**
 * A text of the data on one line of a terminal. Control characters, which could write elsewhere,
 * are escaped.
 */
export function oneLine(text: string, longest = 60): string {
  const bare = [...text].length > longest ? `${[...text].slice(0, longest).join("")}…` : text;
  return bare.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
