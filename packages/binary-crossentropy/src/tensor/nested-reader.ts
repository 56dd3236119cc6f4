// Walks rows of a known shape and adds up their items. It says where a row or an item is that does
// not fit.

import { sizeOf } from "../shape/view.js";
import type { Dtype } from "../types.js";
import { isList, isNumericArray, lengthOf, subarrayOf } from "./intrinsics.js";
import { Items, type Room } from "./items.js";
import { isRow, lengthOfRow, refuseItem, refuseRow } from "./rows.js";

export class NestedReader {
  readonly items: Items;
  readonly #owner: string;
  readonly #argument: string;
  readonly #shape: readonly number[];
  /** Where reading is, as far as a message might say so. */
  readonly #index: number[] = [];

  /** @param most The most items that are read at a time. */
  constructor(
    owner: string,
    argument: string,
    shape: readonly number[],
    most: number,
    first: unknown,
    dtype: Dtype,
    room?: Room,
  ) {
    this.items = new Items(most, shape.length === 1, first, dtype, room);
    this.#owner = owner;
    this.#argument = argument;
    this.#shape = shape;
  }

  /**
   * Reads items `from` up to, not including, `to` of those that lie below a value at an axis.
   *
   * @throws ValueError, ShapeError where it does not fit the shape.
   */
  read(value: unknown, axis: number, from: number, to: number): void {
    const [owner, argument, index] = [this.#owner, this.#argument, this.#index];
    const length = isRow(value) ? lengthOfRow(owner, argument, value) : undefined;
    const expected = this.#shape[axis];
    if (length === undefined || length !== expected)
      refuseRow(owner, argument, value, length, index, expected);
    const row = value as readonly unknown[];
    if (axis < this.#shape.length - 1) this.#readRows(row, length, axis, from, to);
    else if (isNumericArray(value)) {
      const isWhole = to - from === length;
      this.items.addArray(isWhole ? value : subarrayOf(value, from, to - from), to - from);
    } else this.#readOn(row, to, axis, this.items.addAlike(row, from, to));
  }

  /** Most rows that hold items need no more than a glance. */
  #readRows(
    rows: readonly unknown[],
    length: number,
    axis: number,
    from: number,
    to: number,
  ): void {
    const width = this.#shape[axis + 1]!;
    const isLast = axis === this.#shape.length - 2;
    const below = isLast ? width : sizeOf(this.#shape.slice(axis + 1));
    const first = Math.floor(from / (below || 1));
    const last = below === 0 ? length : Math.ceil(to / below);
    const { items } = this;
    for (let i = first; i < last; i++) {
      const row = rows[i];
      const start = i === first ? from - i * below : 0;
      const end = i === last - 1 ? to - i * below : below;
      const isOrdinary = isLast && isList(row) && row.length === width;
      const next = isOrdinary ? items.addAlike(row, start, end) : -1;
      if (next === end) continue;
      this.#index[axis] = i;
      if (isOrdinary) this.#readOn(row, end, axis + 1, next);
      else this.#readOther(row, axis + 1, start, end);
    }
    this.#index.length = axis;
  }

  /** A row of rows or of another kind; for whole typed arrays a glance is enough. */
  #readOther(row: unknown, axis: number, from: number, to: number): void {
    const count = to - from;
    const isWhole = axis === this.#shape.length - 1 && count > 0 && count === this.#shape[axis];
    if (isWhole && isNumericArray(row) && lengthOf(row) === count) this.items.addArray(row, count);
    else this.read(row, axis, from, to);
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
