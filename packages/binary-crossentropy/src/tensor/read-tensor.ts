// Reads what a caller passed as a tensor into flat data, a shape and strides. Data that is flat
// already is not copied. Not here: which shapes fit together (shape/), what values are allowed
// (task/validate.ts).
//
// A tensor is read in two steps. Opening it asks the caller's objects for all that they hold, which
// may run the caller's code: getters, traps of a Proxy. The second step runs no such code and reads
// the memory. A call opens all of its arguments before it reads any. Only long lists may be read
// later, part by part, where nothing but their own items depends on when.

import { refuse, show } from "../errors.js";
import { rowMajorStrides } from "../shape/view.js";
import type { Dtype, NumericArray } from "../types.js";
import { decode } from "./element-type.js";
import {
  bufferOf,
  dtypeOf,
  holdsData,
  isList,
  isNumericArray,
  isReadable,
  subarrayOf,
} from "./intrinsics.js";
import { NestedList } from "./read-nested.js";
import { type Fields, fitShape, readShaped, type Shaped } from "./read-shaped.js";
import { remedyFor } from "./rows.js";
import type { StoredAs } from "./stored-as.js";

/** A tensor as the library holds it, in the caller's own shape. */
export interface Tensor {
  /** Over the caller's memory or the package's own; the object is always ours. */
  readonly data: NumericArray;
  /**
   * float64 where the caller's data is a Float64Array; plain arrays count as float32, as in
   * TensorFlow.
   */
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  /** Where the data is a copy of ours: what it was a copy of. */
  readonly storedAs?: readonly StoredAs[] | undefined;
}

/** The second step of reading a tensor, after the caller's code has run. */
export type OpenTensor = () => Tensor;

/** What is read as a tensor, in messages. */
export const tensorKinds =
  "a number, an array of numbers or booleans, a typed array, or { data, shape }";

const kinds = `be ${tensorKinds}`;

/**
 * Reads a tensor.
 *
 * @throws ValueError when the value is no tensor, ShapeError when nested rows differ in length or
 * the data does not fill the shape.
 */
export function readTensor(owner: string, argument: string, value: unknown): Tensor {
  return openTensor(owner, argument, value)();
}

/**
 * The first step of {@link readTensor}. The second step, which it returns, throws likewise.
 *
 * @param dtype In which nested arrays are read. They are float64 unless they will be rounded anyway.
 * @param mayWait Whether long nested arrays may be read later, each time that they are asked for
 * their data: a {@link NestedList}.
 * @param fields Of an object with a shape that has been asked already.
 */
export function openTensor(
  owner: string,
  argument: string,
  value: unknown,
  dtype: Dtype = "float64",
  mayWait = false,
  fields?: Fields,
): OpenTensor {
  if (isNumericArray(value)) {
    return () => {
      const data = elementsOf(owner, argument, value);
      return contiguous(data, [data.length], dtypeOf(data));
    };
  }
  const read = readPlain(owner, argument, value, dtype, mayWait);
  if (read) return () => read;
  if (!isReadable(value) || ArrayBuffer.isView(value))
    refuse(owner, argument, kinds, show(value), remedyFor(value));
  const shaped = readShaped(owner, argument, value, kinds, fields);
  return () => laidOut(owner, argument, shaped);
}

/** Reads numbers, booleans and nested arrays, which are always copied: long ones maybe later. */
function readPlain(
  owner: string,
  argument: string,
  value: unknown,
  dtype: Dtype,
  mayWait: boolean,
): Tensor | undefined {
  if (typeof value === "number" || typeof value === "boolean")
    return contiguous(Float64Array.of(Number(value)), []);
  if (!isList(value)) return undefined;
  const list = new NestedList(owner, argument, value, dtype);
  if (mayWait && list.isLong) return list;
  const { data, shape, storedAs } = list;
  return contiguous(data, shape, "float32", storedAs);
}

function laidOut(owner: string, argument: string, shaped: Shaped): Tensor {
  const own = elementsOf(owner, argument, shaped.data, ".data");
  const strides = fitShape(owner, argument, shaped, own.length);
  const { dtype, shape, offset = 0, type } = shaped;
  const data = type === undefined ? own : decode(type, own);
  const copied = data === own ? shaped.storedAs : [{ from: 0, to: data.length, as: type }];
  return { data, dtype, shape, strides, offset, storedAs: copied };
}

/**
 * The elements of a caller's array, as an array of ours.
 *
 * @throws ValueError where they are gone.
 */
export function elementsOf<A extends NumericArray>(
  owner: string,
  argument: string,
  array: A,
  field = "",
): A {
  if (holdsData(array)) return subarrayOf(array);
  refuse(
    owner,
    argument + field,
    "hold its data",
    `an array whose buffer was ${isDetached(array) ? "transferred" : "shrunk"}`,
  );
}

function isDetached(array: NumericArray): boolean {
  try {
    return !new Uint8Array(bufferOf(array));
  } catch {
    return true;
  }
}

/** A row-major tensor over the data. */
export function contiguous(
  data: NumericArray,
  shape: readonly number[],
  dtype: Dtype = "float32",
  storedAs?: readonly StoredAs[],
): Tensor {
  return { data, dtype, shape, strides: rowMajorStrides(shape), offset: 0, storedAs };
}
