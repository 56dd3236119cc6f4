// The loops that read the items of ordinary arrays. Engines compile each for the arrays that it has
// met. One that has met items of two kinds boxes every number, and even turns the caller's arrays
// into arrays of boxed numbers. So the same loop stands here once for each kind, and once more for
// rows, since a program that writes rows down makes them of another kind than it makes long arrays.

import type { FloatArray } from "../types.js";

/** An item of another kind. It is handed on, since a getter is not asked twice. */
export interface Stop {
  item: unknown;
}

/** Copies `row[from]` up to `row[length - 1]`, or to the first item of another kind: where that is. */
type ReadItems<Data> = (
  row: readonly unknown[],
  from: number,
  length: number,
  to: Data,
  at: number,
  stop: Stop,
) => number;

/**
 * An item of an array of any kind. Code that reads by brackets what was once an array of small
 * integers and once one of doubles is compiled to turn the first into the second: the caller's own
 * array, all of it, and each row.
 */
export const itemAt = (row: ArrayLike<unknown>, i: number): unknown => Reflect.get(row, i);

/** Whether a byte can hold the item: an integer from 0 to 255, and not -0. */
export function isByte(item: unknown): item is number {
  return typeof item === "number" && (item & 255) === item && !Object.is(item, -0);
}

export const readBytes: ReadItems<Uint8Array> = (row, from, length, to, at, stop) => {
  for (let i = from; i < length; i++) {
    const item = row[i];
    // Written out: a function is compiled for what all of its callers pass.
    if (typeof item !== "number" || (item & 255) !== item || Object.is(item, -0)) {
      stop.item = item;
      return i;
    }
    to[at++] = item;
  }
  return length;
};

/** Booleans are copied as 1 and 0. */
export const readBooleans: ReadItems<Uint8Array> = (row, from, length, to, at, stop) => {
  for (let i = from; i < length; i++) {
    const item = row[i];
    // Labels come in no order: a branch on them would be guessed wrong half of the time.
    const isTrue = Number(item === true);
    if ((isTrue | Number(item === false)) === 0) {
      stop.item = item;
      return i;
    }
    to[at++] = isTrue;
  }
  return length;
};

export const readNumbers: ReadItems<FloatArray> = (row, from, length, to, at, stop) => {
  for (let i = from; i < length; i++) {
    const item = row[i];
    if (typeof item !== "number") {
      stop.item = item;
      return i;
    }
    to[at++] = item;
  }
  return length;
};

export const readRowOfBytes: ReadItems<Uint8Array> = (row, from, length, to, at, stop) => {
  for (let i = from; i < length; i++) {
    const item = row[i];
    if (typeof item !== "number" || (item & 255) !== item || Object.is(item, -0)) {
      stop.item = item;
      return i;
    }
    to[at++] = item;
  }
  return length;
};

export const readRowOfNumbers: ReadItems<FloatArray> = (row, from, length, to, at, stop) => {
  for (let i = from; i < length; i++) {
    const item = row[i];
    if (typeof item !== "number") {
      stop.item = item;
      return i;
    }
    to[at++] = item;
  }
  return length;
};
