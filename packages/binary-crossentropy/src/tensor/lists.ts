// Short lists in arguments: shapes, axes, weights of labels. They are read item by item, without
// the array's own methods and iterators, and no further than their longest length.

import { holdsData, isList, isNumericArray, lengthOf } from "./intrinsics.js";

/**
 * The length of an array or a typed array; undefined for anything else, such as a Proxy with an odd
 * length.
 */
export function listLength(value: unknown): number | undefined {
  if (isList(value)) return Number.isSafeInteger(value.length) ? value.length : undefined;
  return isNumericArray(value) && holdsData(value) ? lengthOf(value) : undefined;
}

/** An item of a list; undefined for a hole, whatever a prototype holds. */
export function itemAt(list: unknown, index: number): unknown {
  return Object.hasOwn(list as object, index) ? (list as readonly unknown[])[index] : undefined;
}

/** The items of a list with at most `most` items; undefined for anything else. */
export function itemsOf(value: unknown, most: number): unknown[] | undefined {
  const length = listLength(value);
  if (length === undefined || length < 0 || length > most) return undefined;
  const items = new Array<unknown>(length);
  for (let i = 0; i < length; i++) items[i] = itemAt(value, i);
  return items;
}
