// Weights of any size, in sums that a warehouse computes in double precision: where they are far from 1 the sums are asked for
// once more, of weights times a power of two, which changes no digit of them, and taken times its inverse at the end.

import { refuseData } from "../errors.js";
import type { Measures, ScoreResult } from "../score/result.js";
import type { Cell } from "./cells.js";

/** Between 2 to the power of minus this and of this weights are near enough to 1. */
const nearOne = 300;

/** The exponent of the power of two that brings the largest weight to 1/2 or above it, and below 1; 0 where it is near 1. */
export function exponentFor(cells: readonly Cell[]): number {
  const heaviest = cells.reduce((most, { heaviest }) => Math.max(most, heaviest), 0);
  const exponent = heaviest === 0 ? 0 : Math.floor(Math.log2(heaviest)) + 1;
  return Math.abs(exponent) <= nearOne ? 0 : -exponent;
}

/** @throws DataError for a sum that is infinite though no term of it is. */
export function requireFinite(cells: readonly Cell[]): void {
  const [loss, weight] = cells.reduce(([l, w], cell) => [l + cell.loss, w + cell.weight], [0, 0]);
  const isOwn = cells.some(({ dearest }) => dearest === Infinity);
  if (weight! < Infinity && (isOwn || loss! < Infinity)) return;
  refuseData("the table", "have sums of losses that a double can hold", "larger ones");
}

/** x 2^exponent, where the power may be no double. */
function timesPower(x: number, exponent: number): number {
  const first = Math.max(-1000, Math.min(1000, exponent));
  return x * 2 ** first * 2 ** (exponent - first);
}

/** A result of weights times 2^exponent, as it is of the weights themselves. */
export function withOwnWeights(result: ScoreResult, exponent: number): ScoreResult {
  if (exponent === 0) return result;
  const own = (x: number) => timesPower(x, -exponent);
  const measures = (of: Measures): Measures => ({ ...of, weight: own(of.weight), lossSum: own(of.lossSum) });
  return {
    ...result,
    total: measures(result.total),
    groups: result.groups.map((group) => ({ ...group, measures: measures(group.measures) })),
    reliability: result.reliability.map((bin) => ({ ...bin, weight: own(bin.weight) })),
    histogram: { positive: result.histogram.positive.map(own), negative: result.histogram.negative.map(own) },
    worst: result.worst.map((row) => ({ ...row, weight: own(row.weight) })),
  };
}
