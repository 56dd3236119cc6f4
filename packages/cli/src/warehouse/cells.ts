// The sums that a warehouse returns by cells of rows, added up to what the measures are computed
// from.

import { type Areas, areaUnder } from "../metrics/areas.js";
import { type ConcentrationPoint, concentrationCurve } from "../metrics/concentration.js";
import { type BinSums, fineBins, type Sums } from "../metrics/sums.js";
import type { Tally } from "../metrics/tallies.js";
import { type TextRow, toNumber } from "./warehouse.js";

/**
 * Sums over the rows of a group whose predictions lie close together, and that have the same fault,
 * 0 for none.
 */
export interface Cell {
  readonly group: readonly (string | null)[];
  readonly fault: number;
  readonly bin: number;
  readonly key: number;
  readonly count: number;
  readonly weight: number;
  readonly loss: number;
  readonly positive: number;
  readonly predicted: number;
  readonly squared: number;
  readonly low: number;
  readonly high: number;
  /** A value that is at fault. */
  readonly value: number;
  /** The largest weight of a row, and the largest loss of one with weight. */
  readonly heaviest: number;
  readonly dearest: number;
}

/** A row of the result, in the order of the columns of the query. */
export function toCell(row: TextRow, groups: number): Cell {
  const [fault, bin, key, count, weight, loss, positive, predicted, squared, ...rest] = row
    .slice(groups)
    .map(toNumber) as number[];
  const [low, high, value, heaviest, dearest] = rest;
  const sums = { count, weight, loss, positive, predicted, squared };
  return {
    group: row.slice(0, groups),
    fault,
    bin,
    key,
    ...sums,
    low,
    high,
    value,
    heaviest,
    dearest,
  } as Cell;
}

/** The weight of both classes in a cell of predictions, and between which predictions it is. */
interface Ranked {
  positive: number;
  negative: number;
  low: number;
  high: number;
}

/** A tally of cells. */
export class CellTally implements Tally {
  #loss = 0;
  #squared = 0;
  readonly #bins = Array.from({ length: fineBins }, (): BinSums => [0, 0, 0, 0]);
  readonly #ranked = new Map<number, Ranked>();

  /** @param exponent The weights in cells are the rows' own times 2 to its power. */
  constructor(readonly exponent: number) {}

  add({ bin, key, count, weight, loss, positive, predicted, squared, low, high }: Cell): void {
    this.#loss += loss;
    this.#squared += squared;
    const [n, w, p, y] = this.#bins[bin]!;
    this.#bins[bin] = [n + count, w + weight, p + predicted, y + positive];
    if (weight === 0) return;
    const known = this.#ranked.get(key);
    // Rounding may carry a sum of shares past that of the weights.
    const negative = Math.max(weight - positive, 0);
    if (known === undefined) this.#ranked.set(key, { positive, negative, low, high });
    else {
      known.positive += positive;
      known.negative += negative;
      known.low = Math.min(known.low, low);
      known.high = Math.max(known.high, high);
    }
  }

  /** As the engine added them up, in double precision. */
  get sums(): Sums {
    const sum = (of: 0 | 1 | 3) => this.#bins.reduce((total, bin) => total + bin[of], 0);
    const [count, weight, positive] = [sum(0), sum(1), sum(3)];
    return {
      count,
      exponent: -this.exponent,
      weight,
      positive,
      loss: this.#loss,
      squared: this.#squared,
      bins: this.#bins,
    };
  }

  areas(): Areas {
    const sorted = [...this.#ranked].sort(([a], [b]) => a - b).map(([, ranked]) => ranked);
    const isExact = sorted.every(({ low, high }) => low === high);
    const pairs = Float64Array.from(
      sorted.flatMap(({ positive, negative }) => [positive, negative]),
    );
    return areaUnder({ pairs, positive: 0, negative: 0 }, isExact);
  }
}

/** The curve from cells by cost, each with its number, its count and its sum. */
export function toCurve(rows: readonly TextRow[]): ConcentrationPoint[] | null {
  const cells = rows
    .map((row) => row.map(toNumber) as [number, number, number])
    .sort(([a], [b]) => a - b);
  return concentrationCurve(Float64Array.from(cells.flatMap(([, count, cost]) => [count, cost])));
}
