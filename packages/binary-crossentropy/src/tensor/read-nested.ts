// Reads nested arrays of numbers into a flat array. Rows may be typed arrays.

import { refuse, refuseShape, show, showShape } from "../errors.js";
import { sizeOf } from "../shape/view.js";
import { holdsData, isList, isNumericArray, kindOf, lengthOf } from "./intrinsics.js";
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
  return sizeOf(shape.filter((length) => length > 0));
}

/**
 * The numbers, row-major, in memory of their own, and where rows of them were typed arrays of
 * floats.
 */
export interface Nested {
  readonly data: Float64Array;
  readonly shape: number[];
  readonly storedAs: readonly StoredAs[];
}

/** @throws ValueError, ShapeError for what is not numbers nested in rows of equal length. */
export function readNested(owner: string, argument: string, nested: readonly unknown[]): Nested {
  const shape = shapeOf(owner, argument, nested);
  const data = new Float64Array(sizeOf(shape));
  const index: number[] = [];
  const storedAs: StoredAs[] = [];
  let filled = 0;
  const fill = (row: unknown, axis: number): void => {
    const length = isRow(row) ? lengthOfRow(owner, argument, row) : undefined;
    if (length === undefined || axis === shape.length || length !== shape[axis]) {
      const received = length === undefined ? show(row) : `a row of length ${length}`;
      const beside = axis < shape.length ? `rows of length ${shape[axis]}` : "numbers";
      refuseShape(
        owner,
        argument,
        "have rows of equal length",
        `${received} at ${showShape(index)} beside ${beside}`,
      );
    }
    const as = kindOf(row);
    if (as !== undefined) {
      const last = storedAs.at(-1);
      if (last?.as === as && last.to === filled) last.to += length;
      else storedAs.push({ from: filled, to: filled + length, as });
    }
    for (let i = 0; i < length; i++) {
      index[axis] = i;
      const item = (row as ArrayLike<unknown>)[i];
      if (axis + 1 === shape.length && typeof item === "number") data[filled++] = item;
      else if (axis + 1 === shape.length && typeof item === "boolean")
        data[filled++] = Number(item);
      else if (axis + 1 < shape.length || isRow(item)) fill(item, axis + 1);
      else refuseItem(owner, argument, item, index);
    }
    index.length = axis;
  };
  fill(nested, 0);
  return { data, shape, storedAs };
}

/**
 * The shape that the first row of each level gives. Whether the others agree is checked where they
 * are read.
 */
function shapeOf(owner: string, argument: string, nested: readonly unknown[]): number[] {
  const shape: number[] = [];
  for (let level: unknown = nested; isRow(level); level = level[0]) {
    const length = lengthOfRow(owner, argument, level);
    shape.push(length);
    if (shape.length > deepest) refuse(owner, argument, `have at most ${deepest} axes`, "more");
    if (length === 0) break;
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
  return shape;
}

function isRow(value: unknown): value is ArrayLike<unknown> {
  return isList(value) || isNumericArray(value);
}

function lengthOfRow(owner: string, argument: string, row: ArrayLike<unknown>): number {
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

function refuseItem(
  owner: string,
  argument: string,
  item: unknown,
  index: readonly number[],
): never {
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
