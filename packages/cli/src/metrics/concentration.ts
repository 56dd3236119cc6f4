// How the loss is spread over the rows: which share of them carries which share of it. From a
// histogram over w L, whose bins are 0.4 % wide; the sum of each bin is exact. Rows of no weight
// are none of them.

import { costBins, costShift, countBits, restBits } from "../wasm/numbers.js";
import { add, type Exact, exact, exponentOf, toNumber, zero } from "./exact.js";
import { scaledProduct } from "./odd-row.js";

/** The number and the cost of the rows that cost about the same. */
export interface Costs {
  readonly count: number;
  readonly sum: Exact;
}

/** So many bits of a mantissa tell bins of the same exponent apart. */
const keyBits = 52 - costShift;
const perExponent = 2 ** keyBits;

/** By key, in the order of costs: the exponent, and behind it the first bits of the mantissa. */
export type CostHistogram = Map<number, Costs>;

/** The key of what costs nothing. */
const nothing = -(2 ** 20);

/**
 * @param words Two of each bin, as assembly/costs.ts adds them up, of weights times 2^−frame.
 */
export function readCosts(words: BigUint64Array, frame: number): CostHistogram {
  const costs: CostHistogram = new Map();
  const halves = new Uint32Array(words.buffer, words.byteOffset, 2 * words.length);
  for (let bin = 0; bin < costBins; bin++) {
    // The second word is full so many times as the first one says above the number of rows.
    const [low, high] = [halves[4 * bin]!, halves[4 * bin + 1]!];
    if (low === 0 && high === 0) continue;
    const count = (high % 2 ** (countBits - 32)) * 2 ** 32 + low;
    const full = Math.floor(high / 2 ** (countBits - 32));
    const rest = (BigInt(full) << BigInt(restBits)) + words[2 * bin + 1]!;
    const biased = Math.floor(bin / perExponent);
    const first = bin % perExponent;
    if (biased === 0) costs.set(nothing, { count, sum: zero });
    else {
      const m = BigInt(count) * (BigInt(perExponent + first) << BigInt(costShift)) + rest;
      costs.set(perExponent * (biased - 1022 + frame) + first, {
        count,
        sum: { m, e: biased - 1075 + frame },
      });
    }
  }
  return costs;
}

export function addCosts(to: CostHistogram, from: CostHistogram): void {
  for (const [key, costs] of from) addAt(to, key, costs);
}

/** Adds a row that weighs something. */
export function addOddCost(to: CostHistogram, w: number, loss: number): void {
  const { x, exponent } = scaledProduct(w, loss);
  if (!(x > 0)) addAt(to, nothing, { count: 1, sum: zero });
  else if (x < Infinity)
    addAt(to, perExponent * exponent + Math.floor(2 * perExponent * (x - 0.5)), {
      count: 1,
      sum: exact(x, exponent),
    });
}

function addAt(costs: CostHistogram, key: number, { count, sum }: Costs): void {
  const known = costs.get(key);
  costs.set(
    key,
    known === undefined ? { count, sum } : { count: known.count + count, sum: add(known.sum, sum) },
  );
}

/** Pairs of n and Σ w L of the bins, in ascending order, in a unit of their own. */
export function costPairs(costs: CostHistogram): Float64Array {
  const sorted = [...costs].sort(([a], [b]) => a - b).map(([, one]) => one);
  const unit = exponentOf(sorted.reduce((sum, one) => add(sum, one.sum), zero));
  return Float64Array.from(sorted.flatMap(({ count, sum }) => [count, toNumber(sum, unit)]));
}

export interface ConcentrationPoint {
  /** Shares in [0, 1], of the rows that cost most. */
  readonly rows: number;
  readonly loss: number;
}

/**
 * From no rows to all of them, the most costly first; null where the loss is 0 or infinite, and has
 * no shares.
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

/**
 * The share of the loss that the most costly share of rows carries, or with `of: "rows"` the other
 * way round.
 */
export function shareAt(
  curve: readonly ConcentrationPoint[],
  given: number,
  of: "loss" | "rows",
): number {
  const by = of === "loss" ? "rows" : "loss";
  const next = Math.max(
    1,
    curve.findIndex((point) => point[by] >= given),
  );
  const [a, b] = [curve[next - 1]!, curve[next]!];
  const span = b[by] - a[by];
  return span > 0 ? a[of] + ((given - a[by]) / span) * (b[of] - a[of]) : b[of];
}
