// The array that a gradient is written to: the caller's `out`, or a new one. Only it is ever written to, and no input
// that lies in the same memory is lost before it has been read.

import { ShapeError, sentence, show, showShape, ValueError } from "../errors.js";
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
  const { data, outShape } = readOut(out);
  const kind = dtype === "float32" ? "Float32Array" : "Float64Array";
  const isKind = dtype === "float32" ? data instanceof Float32Array : data instanceof Float64Array;
  if (!isKind) throw new ValueError(sentence(owner, "out", `be a ${kind} of length ${size}, or { data, shape } with one`, show(out)));
  const array = data as FloatArray;
  if (array.length !== size) throw new ShapeError(sentence(owner, "out", `have length ${size}`, String(array.length)));
  if (outShape !== undefined && !(Array.isArray(outShape) && sameShape(outShape, shape))) {
    throw new ShapeError(sentence(owner, "out", `have the shape of yPred, ${showShape(shape)}`, `shape ${show(outShape)}`));
  }
  return { data: array, shape: [...shape] };
}

function readOut(out: unknown): { data: unknown; outShape: unknown } {
  if (typeof out !== "object" || out === null || ArrayBuffer.isView(out)) return { data: out, outShape: undefined };
  const { data, shape } = out as { data?: unknown; shape?: unknown };
  return { data, outShape: shape ?? [] };
}

/** The task with copies of those inputs that writing to `out` element by element would overwrite too early. */
export function protectInputs(task: Task, out: FloatArray): Task {
  const guard = <T extends Source>(source: T): T => (isOverwritten(source, out) ? { ...source, data: source.data.slice() } : source);
  return {
    ...task,
    yTrue: guard(task.yTrue),
    yPred: guard(task.yPred),
    weight: typeof task.weight === "number" ? task.weight : guard(task.weight),
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
