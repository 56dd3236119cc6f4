// Weights of any size, in sums that a warehouse computes in double precision: where they are far
// from 1 the sums are asked for once more, of weights times a power of two, which changes no digit
// of them, and taken times its inverse at the end.

import { refuseData } from "../errors.js";
import type { Cell } from "./cells.js";

/** Weights between 2^−nearOne and 2^nearOne need no factor. */
const nearOne = 300;

/**
 * The exponent of the power of two that brings the largest weight to 1/2 or above it, and below 1;
 * 0 where it is near 1.
 */
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
