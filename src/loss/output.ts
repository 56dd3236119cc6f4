// The array that a gradient is written to: the caller's `out`, or a new one. Only it is ever written to, and no input
// that lies in the same memory is lost before it has been read.

import { refuse, refuseShape, show, showShape } from "../errors.js";
import { sameShape } from "../shape/align-shapes.js";
import { isFlat, sizeOf } from "../shape/view.js";
import { zeros } from "../tensor/ndarray.js";
import type { Dtype, FloatArray, NdArray } from "../types.js";
import type { Configured } from "./configured.js";
import { readCallOptions } from "./loss.js";
import { prepare } from "./prepare.js";
import type { Arguments, Source, Task } from "./task.js";

/**
 * Prepares a call that gives derivatives.
 *
 * @param options The mask, and `out`.
 * @param create Makes the array where the caller has none.
 */
export function prepareDerivative(
  owner: string,
  configured: Configured,
  { yTrue, yPred, sampleWeight }: Arguments,
  options: unknown,
  create = zeros,
): { task: Task; out: NdArray } {
  const given = readCallOptions(owner, options, ["mask", "out"]);
  const { task, operands } = prepare(owner, configured, { yTrue, yPred, sampleWeight, mask: given.get("mask") }, true);
  const out = prepareOutput(owner, given.get("out"), operands.yPred.shape, task.dtype, create);
  return { task: given.has("out") ? protectInputs(task, out.data) : task, out };
}

/**
 * The gradient's array, flat and of `shape`.
 *
 * @throws ValueError or ShapeError for an `out` of another dtype or size.
 */
function prepareOutput(owner: string, out: unknown, shape: readonly number[], dtype: Dtype, create: typeof zeros): NdArray {
  const size = sizeOf(shape);
  if (out === undefined) return { data: create(dtype, size), shape: [...shape] };
  const given = (ArrayBuffer.isView(out) ? { data: out } : (out ?? {})) as { data?: FloatArray; shape?: unknown };
  const { data, shape: outShape } = given;
  const kind = dtype === "float32" ? "Float32Array" : "Float64Array";
  // Told by its tag: another realm's array is of another class.
  if (!(ArrayBuffer.isView(data) && (data as FloatArray)[Symbol.toStringTag] === kind)) {
    refuse(owner, "out", `be a ${kind} of length ${size}, or { data, shape } with one`, show(out));
  }
  const fits = data === out || (Array.isArray(outShape) && sameShape(outShape, shape));
  if (!fits || data.length !== size) {
    const received = `${show(data === out ? [data.length] : outShape)} and length ${data.length}`;
    refuseShape(owner, "out", `have shape ${showShape(shape)} and length ${size}`, received);
  }
  return { data, shape: [...shape] };
}

/** The task with copies of those inputs that writing to `out` element by element would overwrite too early. */
function protectInputs(task: Task, out: FloatArray): Task {
  const guard = <S extends Source | undefined>(source: S): S =>
    source && isOverwritten(source, out) ? { ...source, data: source.data.slice() } : source;
  return {
    ...task,
    yTrue: guard(task.yTrue),
    yPred: guard(task.yPred),
    weight: guard(task.weight),
    mask: guard(task.mask),
  };
}

function isOverwritten({ data, view }: Source, out: FloatArray): boolean {
  if (data.buffer !== out.buffer) return false;
  const inPlace =
    isFlat(view) && data.constructor === out.constructor && data.byteOffset + view.offset * data.BYTES_PER_ELEMENT === out.byteOffset;
  return !inPlace && data.byteOffset < out.byteOffset + out.byteLength && out.byteOffset < data.byteOffset + data.byteLength;
}
