// The place in a page that is made from the results: between two markers.

import { BenchError } from "../errors.js";

export const startMarker = "<!-- bench:start -->";
export const endMarker = "<!-- bench:end -->";

/** The page with the block in place of whatever is between the markers. */
export function insertBlock(page: string, block: string): string {
  const start = page.indexOf(startMarker);
  const end = page.indexOf(endMarker);
  if (start < 0 || end < start)
    throw new BenchError(
      `the page must have the lines ${startMarker} and ${endMarker}, in this order.`,
    );
  return `${page.slice(0, start)}${startMarker}\n\n${block}\n\n${page.slice(end)}`;
}

/** A table in Markdown; columns of numbers are set to the right. */
export function markdownTable(
  headings: readonly string[],
  lines: readonly (readonly string[])[],
  numbersFrom: number,
): string {
  const rules = headings.map((_, index) => (index < numbersFrom ? "---" : "--:"));
  return [headings, rules, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
