// Which of two sets of predictions is better, or that it is not sure: the same on a terminal and in
// a report.

import type { CompareResult } from "../compare/result.js";

type Compared = Pick<CompareResult, "difference" | "rows">;

/** The beginning of a sentence. A difference is sure if its whole 95 % interval is on one side. */
export function verdictText({ difference: { mean, low, high }, rows }: Compared): string {
  const isSure = low !== null && high !== null && (low > 0 || high < 0);
  if (isSure) return `B is ${mean < 0 ? "better" : "worse"} than A`;
  const areSame = rows !== null && rows.better + rows.worse === 0;
  return areSame ? "A and B are the same" : "It is not sure which of A and B is better";
}
