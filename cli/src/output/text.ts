// Numbers and names as people read them.

/** Six decimals for what is of the size of a loss; what there is none of is a dash. */
export function decimal(x: number | null, digits = 6): string {
  if (x === null) return "–";
  if (x !== 0 && Number.isFinite(x) && (Math.abs(x) < 10 ** -digits || Math.abs(x) >= 1e9)) return x.toExponential(digits - 1);
  return Number.isFinite(x) ? x.toFixed(digits) : String(x);
}

export function whole(x: number): string {
  return Number.isInteger(x) ? x.toLocaleString("en") : x.toLocaleString("en", { maximumFractionDigits: x < 1e4 ? 3 : 0 });
}

export function percent(share: number): string {
  return `${(100 * share).toPrecision(share < 0.0995 ? 2 : 3)}\u00a0%`;
}

/** A number of the data with no more digits than it needs. */
export function short(x: number, digits = 7): string {
  return String(Number(x.toPrecision(digits)));
}

/** A text of the data on one line of a terminal: control characters, which could write elsewhere, are shown as such. */
export function oneLine(text: string | null, longest = 60): string {
  if (text === null) return "(missing)";
  const bare = [...text].length > longest ? `${[...text].slice(0, longest).join("")}…` : text;
  return bare.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
