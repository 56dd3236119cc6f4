// Walks rows of a known shape and adds up their items. It says where a row or an item is that does
// not fit.

import type { Dtype } from "../types.js";
import { isList, isNumericArray, lengthOf } from "./intrinsics.js";
import { Items } from "./items.js";
import { isRow, lengthOfRow, refuseItem, refuseRow } from "./rows.js";

export class NestedReader {
  readonly items: Items;
  readonly #owner: string;
  readonly #argument: string;
  readonly #shape: readonly number[];
  /** Where reading is, as far as a message might say so. */
  readonly #index: number[] = [];

  constructor(
    owner: string,
    argument: string,
    shape: readonly number[],
    first: unknown,
    dtype: Dtype,
  ) {
    this.items = new Items(shape, first, dtype);
    this.#owner = owner;
    this.#argument = argument;
    this.#shape = shape;
  }

  /** Reads what lies at an axis. @throws ValueError, ShapeError where it does not fit the shape. */
  read(value: unknown, axis: number): void {
    const [owner, argument, index] = [this.#owner, this.#argument, this.#index];
    const length = isRow(value) ? lengthOfRow(owner, argument, value) : undefined;
    const expected = this.#shape[axis];
    if (length === undefined || length !== expected)
      refuseRow(owner, argument, value, length, index, expected);
    const row = value as readonly unknown[];
    const axesBelow = this.#shape.length - axis - 1;
    if (axesBelow === 1) this.#readRows(row, length, axis);
    else if (axesBelow > 1) this.#readEach(row, length, axis);
    else if (isNumericArray(value)) this.items.addArray(value, length);
    else this.#readOn(row, length, axis, this.items.addAlike(row, 0, length));
  }

  #readEach(rows: readonly unknown[], length: number, axis: number): void {
    for (let i = 0; i < length; i++) {
      this.#index[axis] = i;
      this.read(rows[i], axis + 1);
    }
    this.#index.length = axis;
  }

  /** As {@link #readEach}, where rows hold items and most need no more than a glance. */
  #readRows(rows: readonly unknown[], length: number, axis: number): void {
    const width = this.#shape[axis + 1]!;
    for (let i = 0; i < length; i++) {
      const row = rows[i];
      const isOrdinary = isList(row) && row.length === width;
      const end = isOrdinary ? this.items.addAlike(row, 0, width) : 0;
      if (isOrdinary && end === width) continue;
      this.#index[axis] = i;
      if (isOrdinary) this.#readOn(row, width, axis + 1, end);
      else if (width > 0 && isNumericArray(row) && lengthOf(row) === width)
        this.items.addArray(row, width);
      else this.read(row, axis + 1);
    }
    this.#index.length = axis;
  }

  /** Reads a row on from an item that is to be looked at by itself. */
  #readOn(row: readonly unknown[], length: number, axis: number, from: number): void {
    for (let i = from; i < length; i = this.items.addAlike(row, i + 1, length)) {
      const { item } = this.items;
      if (typeof item === "number" || typeof item === "boolean") this.items.add(item);
      else {
        this.#index[axis] = i;
        refuseItem(this.#owner, this.#argument, item, this.#index);
      }
    }
  }
}
