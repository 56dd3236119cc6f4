// The 95 % interval of a share, by Wilson's score: it stays within [0, 1], also where none or all of
// few rows are positive. Source: Wilson, Probable inference, 1927.

import { normalQuantile } from "./normal.js";

/** @param n Number of rows of equal weight that would say as much; above 0 */
export function wilson(share: number, n: number): { low: number; high: number } {
  const z2 = normalQuantile ** 2 / n;
  const centre = (share + z2 / 2) / (1 + z2);
  const half = Math.sqrt(share * (1 - share) * z2 + (z2 * z2) / 4) / (1 + z2);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
