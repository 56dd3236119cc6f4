// Rows of nested arrays: what counts as one, how long it is, and what is said of one that does not
// fit.

import { refuse, refuseShape, show, showShape } from "../errors.js";
import { holdsData, isList, isNumericArray, kindOf, lengthOf } from "./intrinsics.js";

export function isRow(value: unknown): value is ArrayLike<unknown> {
  return isList(value) || isNumericArray(value);
}

/** @throws ValueError for a row without a length, or without its data. */
export function lengthOfRow(owner: string, argument: string, row: ArrayLike<unknown>): number {
  if (!isNumericArray(row)) {
    // A Proxy of an array has what length it says.
    const { length } = row;
    if (!Number.isSafeInteger(length) || length < 0)
      refuse(owner, argument, "have rows of some length", show(length));
    return length;
  }
  if (!holdsData(row))
    refuse(owner, argument, "hold its data", "a row whose buffer was transferred or shrunk");
  return lengthOf(row);
}

/**
 * Refuses a row of another length than its neighbours have, or what is no row among rows.
 *
 * @param length Of the row; undefined for what is no row.
 * @param index Where it is.
 * @param expected The length of its neighbours; undefined where they are numbers.
 */
export function refuseRow(
  owner: string,
  argument: string,
  row: unknown,
  length: number | undefined,
  index: readonly number[],
  expected: number | undefined,
): never {
  const received = length === undefined ? show(row) : `a row of length ${length}`;
  const beside = expected === undefined ? "numbers" : `rows of length ${expected}`;
  refuseShape(
    owner,
    argument,
    "have rows of equal length",
    `${received} at ${showShape(index)} beside ${beside}`,
  );
}

/** Refuses what is no number among numbers. */
export function refuseItem(
  owner: string,
  argument: string,
  item: unknown,
  index: readonly number[],
): never {
  if (isRow(item))
    refuseRow(owner, argument, item, lengthOfRow(owner, argument, item), index, undefined);
  refuse(
    owner,
    argument,
    "hold numbers or booleans",
    `${show(item)} at ${showShape(index)}`,
    remedyFor(item),
  );
}

/** What to do about a BigInt or an array of them. */
export function remedyFor(value: unknown): string {
  const isBig = typeof value === "bigint" || /^Big/.test(kindOf(value) ?? "");
  return isBig ? "Convert BigInts with Number() first." : "";
}
