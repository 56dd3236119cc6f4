// Reads nested arrays of numbers into a flat array, at once or part by part. Rows may be typed
// arrays.

import { refuse, showShape } from "../errors.js";
import { rowMajorStrides, sizeOf } from "../shape/view.js";
import type { Dtype, FloatArray } from "../types.js";
import type { Items, Room } from "./items.js";
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

/** The most items that are read at a time, where they are not read at once. */
const mostInPart = 40960;

/**
 * Numbers in nested arrays, row-major: all of them, in memory of the package's own, or a part at a
 * time in memory that the next part is written over.
 */
export class NestedList {
  readonly dtype = "float32";
  readonly shape: readonly number[];
  readonly offset = 0;
  /** Number of items. */
  readonly size: number;
  readonly #nested: readonly unknown[];
  readonly #open: (most: number) => NestedReader;
  #parts: NestedReader | undefined;
  #whole: Items | undefined;

  /**
   * @param dtype Of numbers that are no bytes.
   * @param room Where they are read to, if they fit in there.
   * @throws ValueError, ShapeError for what is not numbers nested in rows of equal length: for the
   * first row of each level here, for others where they are read.
   */
  constructor(
    owner: string,
    argument: string,
    nested: readonly unknown[],
    dtype: Dtype = "float64",
    room?: Room,
  ) {
    const { shape, first } = outlineOf(owner, argument, nested);
    this.shape = shape;
    this.size = sizeOf(shape);
    this.#nested = nested;
    this.#open = (most) => new NestedReader(owner, argument, shape, most, first, dtype, room);
  }

  get strides(): readonly number[] {
    return rowMajorStrides(this.shape);
  }

  get data(): Uint8Array | FloatArray {
    return this.#all().data;
  }

  /** Where rows of them were typed arrays. */
  get storedAs(): readonly StoredAs[] {
    return this.#all().storedAs;
  }

  /** Whether there are more than a part holds, none of which have been read. */
  get isLong(): boolean {
    return this.#whole === undefined && this.size > mostInPart;
  }

  /**
   * Items `from` up to, not including, `to`: at most as many as a part holds. Undefined for more,
   * and where all have been read.
   */
  part(from: number, to: number): Uint8Array | FloatArray | undefined {
    if (!this.isLong || to - from > mostInPart) return undefined;
    this.#parts ??= this.#open(mostInPart);
    const reader = this.#parts;
    reader.items.restart();
    reader.read(this.#nested, 0, from, to);
    return reader.items.data;
  }

  /**
   * Reads every item once, before anything is written that depends on them. Rows that are typed
   * arrays may lie where that will be, so with them all items are kept.
   */
  check(): void {
    for (let from = 0; this.isLong && from < this.size; from += mostInPart) {
      this.part(from, Math.min(from + mostInPart, this.size));
      if (this.#parts!.items.storedAs.length > 0) this.#all();
    }
  }

  #all(): Items {
    if (this.#whole) return this.#whole;
    const reader = this.#open(this.size);
    reader.read(this.#nested, 0, 0, this.size);
    this.#parts = undefined;
    this.#whole = reader.items;
    return reader.items;
  }
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
