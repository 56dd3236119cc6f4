// How the loss is spread over the rows: which share of them carries which share of it. A histogram over w L, whose bins are
// 0.4 % wide; the sum of each bin is exact.

/** 8 bits of exponent and 8 of mantissa of a float32; there are no negative ones to speak of. */
const shift = 15;
const bins = 0x7f800000 >>> shift;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

export interface ConcentrationPoint {
  /** Shares in [0, 1], of the rows that cost most. */
  readonly rows: number;
  readonly loss: number;
}

export class Concentration {
  readonly #counts = new Float64Array(bins + 1);
  readonly #sums = new Float64Array(bins + 1);

  add(cost: number): void {
    float[0] = cost;
    const key = cost > 0 ? bits[0]! >>> shift : 0;
    this.#counts[key]! += 1;
    this.#sums[key]! += cost;
  }

  merge(other: Concentration): void {
    for (let i = 0; i <= bins; i++) {
      this.#counts[i]! += other.#counts[i]!;
      this.#sums[i]! += other.#sums[i]!;
    }
  }

  curve(): ConcentrationPoint[] | null {
    return curveOf(this.#counts, this.#sums);
  }
}

/**
 * From no rows to all of them, the most costly first; null where the loss is 0 or infinite, and has no shares.
 * @param counts How many rows there are in each bin, in ascending order of cost; `sums` what they cost.
 */
export function curveOf(counts: Float64Array, sums: Float64Array): ConcentrationPoint[] | null {
  const count = counts.reduce((a, b) => a + b, 0);
  const total = sums.reduce((a, b) => a + b, 0);
  if (!(total > 0 && total < Infinity)) return null;
  const points: ConcentrationPoint[] = [{ rows: 0, loss: 0 }];
  let [rows, loss] = [0, 0];
  for (let i = counts.length - 1; i >= 0; i--) {
    if (counts[i] === 0) continue;
    rows += counts[i]!;
    loss += sums[i]!;
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
