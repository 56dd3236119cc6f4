// How the loss is spread over the rows: which share of them carries which share of it. From a histogram over w L, whose bins
// are 0.4 % wide; the sum of each bin is exact.

/** All bits of exponent and 8 of mantissa of a float32; there are no negative ones to speak of. Infinity has the last bin. */
export const costBins = (0x7f800000 >>> 15) + 1;

export interface ConcentrationPoint {
  /** Shares in [0, 1], of the rows that cost most. */
  readonly rows: number;
  readonly loss: number;
}

/**
 * From no rows to all of them, the most costly first; null where the loss is 0 or infinite, and has no shares.
 *
 * @param costs Pairs of n and Σ w L of the bins, in ascending order.
 */
export function concentrationCurve(costs: Float64Array): ConcentrationPoint[] | null {
  let [count, total] = [0, 0];
  for (let i = 0; i < costs.length; i += 2) {
    count += costs[i]!;
    total += costs[i + 1]!;
  }
  if (!(total > 0 && total < Infinity)) return null;
  const points: ConcentrationPoint[] = [{ rows: 0, loss: 0 }];
  let [rows, loss] = [0, 0];
  for (let i = costs.length - 2; i >= 0; i -= 2) {
    if (costs[i] === 0) continue;
    rows += costs[i]!;
    loss += costs[i + 1]!;
    points.push({ rows: rows / count, loss: loss / total });
  }
  return points;
}

/** The share of the loss that the most costly share of rows carries, or with `of: "rows"` the other way round. */
export function shareAt(curve: readonly ConcentrationPoint[], given: number, of: "loss" | "rows"): number {
  const by = of === "loss" ? "rows" : "loss";
  const next = Math.max(
    1,
    curve.findIndex((point) => point[by] >= given),
  );
  const [a, b] = [curve[next - 1]!, curve[next]!];
  const span = b[by] - a[by];
  return span > 0 ? a[of] + ((given - a[by]) / span) * (b[of] - a[of]) : b[of];
}
