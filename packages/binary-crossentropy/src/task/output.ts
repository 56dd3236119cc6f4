// The array that a gradient is written to: the caller's `out`, or a new one. Nothing else is ever
// written to, and no input in the same memory is lost before it has been read.

import { refuse, refuseShape, show, showShape } from "../errors.js";
import { sameShape, sizeOf } from "../shape/view.js";
import { floatKinds, isFloats, isReadable, kindOf } from "../tensor/intrinsics.js";
import { itemsOf } from "../tensor/lists.js";
import { zeros } from "../tensor/ndarray.js";
import { deepest } from "../tensor/read-nested.js";
import { dataAndShape } from "../tensor/read-shaped.js";
import { elementsOf } from "../tensor/read-tensor.js";
import type { Dtype, FloatArray, NdArray } from "../types.js";
import { protectInputs } from "./aliasing.js";
import type { Configured } from "./configured.js";
import type { Call } from "./operands.js";
import { openCall } from "./prepare.js";
import type { Task } from "./task.js";

export interface Derivative {
  readonly task: Task;
  /**
   * Where the derivatives are written, as the caller gets it: the caller's own array where there is
   * one.
   */
  readonly out: NdArray;
  /** The same memory as an array of ours. */
  readonly data: FloatArray;
}

/**
 * Prepares a call that gives derivatives.
 *
 * @param out The caller's, or undefined.
 * @param create Makes the array where the caller has none.
 */
export function prepareDerivative(
  owner: string,
  configured: Configured,
  args: Call,
  out: unknown,
  create = zeros,
): Derivative {
  const open = openCall(owner, configured, args, true);
  const given = openOutput(out);
  const { task, operands } = open();
  return writtenTo(owner, task, operands.yPred.shape, given, create);
}

/** The task with the array, of that shape, that its derivatives are written to. */
export function writtenTo(
  owner: string,
  task: Task,
  shape: readonly number[],
  given: Output | undefined,
  create = zeros,
): Derivative {
  if (given === undefined) {
    const data = create(task.dtype, sizeOf(shape));
    return { task, out: { data, shape: [...shape] }, data };
  }
  const data = checkOutput(owner, given, shape, task.dtype);
  return {
    task: protectInputs(task, data),
    out: { data: given.data as FloatArray, shape: [...shape] },
    data,
  };
}

/** What the caller's `out` holds. */
export interface Output {
  readonly out: unknown;
  readonly data: unknown;
  /** Undefined where `out` is an array, or has no shape. */
  readonly shape: unknown;
  readonly lengths: readonly unknown[] | undefined;
}

/** Asks the caller's `out` for what it holds; undefined where there is none. */
export function openOutput(out: unknown): Output | undefined {
  if (out === undefined) return undefined;
  if (kindOf(out) !== undefined || !isReadable(out))
    return { out, data: out, shape: undefined, lengths: undefined };
  const { data, shape } = dataAndShape(out);
  return { out, data, shape, lengths: itemsOf(shape, deepest) };
}

/**
 * The caller's array as one of ours, flat and of `shape`.
 *
 * @throws ValueError or ShapeError for an `out` of another dtype or size.
 */
function checkOutput(
  owner: string,
  { out, data, shape: outShape, lengths }: Output,
  shape: readonly number[],
  dtype: Dtype,
): FloatArray {
  const size = sizeOf(shape);
  if (!isFloats(data, dtype))
    refuse(
      owner,
      "out",
      `be a ${floatKinds[dtype]} of length ${size}, or { data, shape } with one`,
      show(out),
    );
  const own = elementsOf(owner, "out", data);
  const fits = data === out || (lengths !== undefined && sameShape(lengths as number[], shape));
  if (fits && own.length === size) return own;
  const received = `${show(data === out ? [own.length] : outShape)} and length ${own.length}`;
  refuseShape(owner, "out", `have shape ${showShape(shape)} and length ${size}`, received);
}
