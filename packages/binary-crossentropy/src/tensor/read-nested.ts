// Reads nested arrays of numbers into a flat array. Rows may be typed arrays.

import { refuse, showShape } from "../errors.js";
import type { Dtype, FloatArray } from "../types.js";
import { NestedReader } from "./nested-reader.js";
import { itemAt } from "./read-items.js";
import { isRow, lengthOfRow } from "./rows.js";
import type { StoredAs } from "./stored-as.js";

/** The most axes of a tensor. */
export const deepest = 32;

/**
 * The most elements of a tensor that does not lie flat in an array of its own. Engines hold about
 * as many in one ordinary array; rows that are one object many times, and strides of 0, could
 * pretend to any number.
 */
export const mostSpread = 2 ** 27;

/**
 * Number of elements that a shape spans without its empty axes: what is walked and allocated for
 * it.
 */
export function spanOf(shape: readonly number[]): number {
  let span = 1;
  for (const length of shape) if (length > 0) span *= length;
  return span;
}

/**
 * The numbers, row-major, in memory of their own, and where rows of them were typed arrays of
 * floats.
 */
export interface Nested {
  readonly data: Uint8Array | FloatArray;
  readonly shape: number[];
  readonly storedAs: readonly StoredAs[];
}

/**
 * @param dtype Of numbers that are no bytes.
 * @throws ValueError, ShapeError for what is not numbers nested in rows of equal length.
 */
export function readNested(
  owner: string,
  argument: string,
  nested: readonly unknown[],
  dtype: Dtype = "float64",
): Nested {
  const { shape, first } = outlineOf(owner, argument, nested);
  const reader = new NestedReader(owner, argument, shape, first, dtype);
  reader.read(nested, 0);
  const { data, storedAs } = reader.items;
  return { data, shape, storedAs };
}

/**
 * The shape that the first row of each level gives, and the first item. Whether the others agree is
 * checked where they are read.
 */
function outlineOf(
  owner: string,
  argument: string,
  nested: readonly unknown[],
): { readonly shape: number[]; readonly first: unknown } {
  const shape: number[] = [];
  let first: unknown = nested;
  while (isRow(first)) {
    const length = lengthOfRow(owner, argument, first);
    shape.push(length);
    if (shape.length > deepest) refuse(owner, argument, `have at most ${deepest} axes`, "more");
    if (length === 0) break;
    first = itemAt(first, 0);
  }
  if (spanOf(shape) > mostSpread) {
    refuse(
      owner,
      argument,
      `have at most ${mostSpread} elements in nested arrays`,
      showShape(shape),
      "Pass a typed array.",
    );
  }
  return { shape, first };
}
