// Reads tensors given as flat data beside a shape: { data, shape }, { data, dims }, with strides,
// an offset and a type.

import { refuse, refuseShape, show, showShape } from "../errors.js";
import { rowMajorStrides, sameShape, sizeOf } from "../shape/view.js";
import type { Dtype, NumericArray } from "../types.js";
import { checkType } from "./element-type.js";
import { dtypeOf, isList, isNumericArray } from "./intrinsics.js";
import { itemsOf, listLength } from "./lists.js";
import { deepest, mostSpread, NestedList, spanOf } from "./read-nested.js";
import { remedyFor } from "./rows.js";
import type { StoredAs } from "./stored-as.js";

/**
 * What an object says it is. Its data is still the caller's own array, or one of ours where it was
 * a plain array.
 */
export interface Shaped {
  readonly data: NumericArray;
  readonly dtype: Dtype;
  readonly type: unknown;
  /** As the caller named it. */
  readonly shapeName: "shape" | "dims";
  readonly shape: readonly number[];
  readonly strides: readonly number[] | undefined;
  readonly offset: number | undefined;
  readonly storedAs: readonly StoredAs[] | undefined;
}

/** What an object says of itself, as it was asked. */
export interface Fields {
  readonly data?: unknown;
  readonly shape?: unknown;
  readonly dims?: unknown;
  readonly type?: unknown;
  readonly stride?: unknown;
  readonly strides?: unknown;
  readonly offset?: unknown;
}

/** Each read once: a getter or a Proxy may answer differently the next time. */
function fieldsOf({ data, shape, dims, type, stride, strides, offset }: Fields): Fields {
  return { data, shape, dims, type, stride, strides, offset };
}

/** The fields that the object or its class has, without those of Object.prototype. */
export function ownFieldsOf(value: object): Fields {
  const { data, shape, dims, type, stride, strides, offset } = Object.prototype as Fields;
  const isClean =
    data === undefined &&
    shape === undefined &&
    dims === undefined &&
    type === undefined &&
    stride === undefined &&
    strides === undefined &&
    offset === undefined;
  if (isClean) return fieldsOf(value);
  const fields: { [key: string]: unknown } = { ...fieldsOf({}) };
  for (const key of Object.keys(fields))
    fields[key] = hasBelowRoot(value, key) ? (value as typeof fields)[key] : undefined;
  return fields;
}

function hasBelowRoot(object: object, key: string): boolean {
  // A Proxy can name one prototype after the other for ever.
  for (
    let holder: object | null = object, depth = 0;
    holder && holder !== Object.prototype && depth < deepest;
    depth++
  ) {
    if (Object.hasOwn(holder, key)) return true;
    holder = Object.getPrototypeOf(holder);
  }
  return false;
}

/**
 * @param kinds What is read as a tensor, for the message where the object is none.
 * @param fields Of the object, where it has been asked already.
 */
export function readShaped(
  owner: string,
  argument: string,
  value: object,
  kinds: string,
  fields: Fields = ownFieldsOf(value),
): Shaped {
  const { data, shape: named, dims, type, stride, strides: steps = stride, offset: start } = fields;
  const dimensions = named ?? dims;
  if (data === undefined || dimensions === undefined || typeof data === "function") {
    refuse(owner, argument, kinds, show(value), remedyWithout(value, data));
  }
  if (type !== undefined) checkType(owner, argument, type, data);
  const shapeName = named === undefined && dims !== undefined ? "dims" : "shape";
  const shape = integers(owner, argument, shapeName, dimensions, 0);
  // Named, not spread: engines take microseconds for an object that is spread and then added to.
  const { data: flat, storedAs } = flatData(owner, argument, data);
  return {
    data: flat,
    dtype: type === "float64" ? type : dtypeOf(data),
    type,
    shapeName,
    shape,
    strides:
      steps === undefined ? undefined : integers(owner, argument, "stride", steps, -Infinity),
    offset:
      start === undefined ? undefined : integers(owner, argument, "offset", [start ?? 0], 0)[0]!,
    storedAs,
  };
}

/** What an object says it is whose elements lie in order, from the beginning of its data on. */
export interface PlainShaped {
  readonly data: unknown;
  readonly shape: readonly unknown[];
}

/** Those of an object that has a list as its shape, with row-major strides if with any. */
export function plainShaped(fields: Fields): PlainShaped | undefined {
  const { data, shape, dims, type, stride, strides = stride, offset } = fields;
  if (shape === undefined || dims !== undefined || type !== undefined || offset !== undefined)
    return undefined;
  const lengths = itemsOf(shape, deepest);
  if (lengths === undefined) return undefined;
  const isInOrder = strides === undefined || areRowMajor(itemsOf(strides, deepest), lengths);
  return isInOrder ? { data, shape: lengths } : undefined;
}

function areRowMajor(strides: readonly unknown[] | undefined, shape: readonly unknown[]): boolean {
  // Nothing but numbers may be multiplied: a BigInt throws, and an object runs its own code.
  const isOfNumbers = shape.every((length) => typeof length === "number");
  return isOfNumbers && strides !== undefined && sameShape(strides, rowMajorStrides(shape));
}

/** The data and the shape of an object that is to be written to. */
export function dataAndShape(value: object): { readonly data: unknown; readonly shape: unknown } {
  const { data, shape } = ownFieldsOf(value);
  return { data, shape };
}

function remedyWithout(value: object, data: unknown): string {
  if (typeof data === "function") {
    return "Import binary-crossentropy/tfjs for tensors, or pass { data: tensor.dataSync(), shape: tensor.shape }.";
  }
  return Object.hasOwn(value, "mask") || Object.hasOwn(value, "out")
    ? "Options come fourth, after the weight."
    : "";
}

/**
 * The strides, where the data, whose length is known by now, fills the shape.
 *
 * @throws ShapeError, ValueError where it does not, or where the shape spans more than anybody has
 * data for.
 */
export function fitShape(
  owner: string,
  argument: string,
  shaped: Shaped,
  length: number,
): readonly number[] {
  const { shape, shapeName, offset, strides = rowMajorStrides(shape) } = shaped;
  const size = sizeOf(shape);
  const isWhole = shaped.strides === undefined && offset === undefined;
  if (isWhole && size === length && size > 0) return strides;
  const most = Math.max(length, mostSpread);
  if (spanOf(shape) > most) {
    refuse(
      owner,
      `${argument}.${shapeName}`,
      `span at most ${most} elements with data of length ${length}`,
      showShape(shape),
    );
  }
  if (isWhole && size !== length) {
    const received = `shape ${showShape(shape)} of ${size} with data of length ${length}`;
    refuseShape(owner, argument, `have as many elements as its ${shapeName} says`, received);
  }
  if (strides.length !== shape.length) {
    refuseShape(
      owner,
      argument,
      "have one stride per axis",
      `stride ${showShape(strides)} with shape ${showShape(shape)}`,
    );
  }
  if (size > 0) checkReach(owner, argument, shape, strides, offset ?? 0, length);
  return strides;
}

function checkReach(
  owner: string,
  argument: string,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  length: number,
): void {
  const reach = shape.map((extent, axis) => (extent - 1) * strides[axis]!);
  const lowest = reach.reduce((sum, step) => sum + Math.min(step, 0), offset);
  const highest = reach.reduce((sum, step) => sum + Math.max(step, 0), offset);
  if (lowest >= 0 && highest < length) return;
  refuseShape(
    owner,
    argument,
    "stay inside its data",
    `elements ${lowest} to ${highest} of data of length ${length}`,
  );
}

function flatData(
  owner: string,
  argument: string,
  data: unknown,
): Pick<Shaped, "data" | "storedAs"> {
  if (isNumericArray(data)) return { data, storedAs: undefined };
  const named = `${argument}.data`;
  if (isList(data)) {
    const { data: copied, storedAs } = new NestedList(owner, named, data);
    return { data: copied, storedAs };
  }
  refuse(
    owner,
    named,
    "be a typed array or an array of numbers or booleans",
    show(data),
    remedyFor(data),
  );
}

function integers(
  owner: string,
  argument: string,
  field: string,
  value: unknown,
  lowest: number,
): number[] {
  const list = itemsOf(value, deepest);
  if (list?.every((item) => Number.isSafeInteger(item) && (item as number) >= lowest))
    return list as number[];
  const named = `${argument}.${field}`;
  const length = listLength(value) ?? 0;
  if (length > deepest) refuse(owner, named, `have at most ${deepest} axes`, `${length}`);
  refuse(owner, named, `hold integers${lowest === 0 ? " >= 0" : ""}`, show(value));
}
