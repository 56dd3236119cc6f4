// The array that a gradient is written to: the caller's `out`, or a new one. Only it is ever written to, and no input
// that lies in the same memory is lost before it has been read.

import { refuse, refuseShape, show, showShape } from "../errors.js";
import { sameShape } from "../shape/align-shapes.js";
import { isFlat, sizeOf } from "../shape/view.js";
import { zeros } from "../tensor/ndarray.js";
import type { Dtype, FloatArray, NdArray } from "../types.js";
import type { Source, Task } from "./task.js";

/**
 * The gradient's array, flat and of `shape`.
 *
 * @throws ValueError or ShapeError for an `out` of another dtype or size.
 */
export function prepareOutput(owner: string, out: unknown, shape: readonly number[], dtype: Dtype): NdArray {
  const size = sizeOf(shape);
  if (out === undefined) return { data: zeros(dtype, size), shape: [...shape] };
  const given = (ArrayBuffer.isView(out) ? { data: out } : (out ?? {})) as { data?: unknown; shape?: unknown };
  const { data, shape: outShape } = given;
  const Kind = dtype === "float32" ? Float32Array : Float64Array;
  if (!(data instanceof Kind)) {
    refuse(owner, "out", `be a ${Kind.name} of length ${size}, or { data, shape } with one`, show(out));
  }
  const fits = data === out || (Array.isArray(outShape) && sameShape(outShape, shape));
  if (!fits || data.length !== size) {
    const received = `${show(data === out ? [data.length] : outShape)} and length ${data.length}`;
    refuseShape(owner, "out", `have shape ${showShape(shape)} and length ${size}`, received);
  }
  return { data, shape: [...shape] };
}

/** The task with copies of those inputs that writing to `out` element by element would overwrite too early. */
export function protectInputs(task: Task, out: FloatArray): Task {
  const guard = (source: Source): Source => (isOverwritten(source, out) ? { ...source, data: source.data.slice() } : source);
  return {
    ...task,
    yTrue: guard(task.yTrue),
    yPred: guard(task.yPred),
    weight: task.weight && guard(task.weight),
    mask: task.mask && guard(task.mask),
  };
}

function isOverwritten({ data, view }: Source, out: FloatArray): boolean {
  if (data.buffer !== out.buffer) return false;
  const inPlace =
    isFlat(view) && data.constructor === out.constructor && data.byteOffset + view.offset * data.BYTES_PER_ELEMENT === out.byteOffset;
  const apart = data.byteOffset + data.byteLength <= out.byteOffset || out.byteOffset + out.byteLength <= data.byteOffset;
  return !inPlace && !apart;
}
