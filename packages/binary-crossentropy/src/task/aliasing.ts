// The one rule for `out` in the memory of an input. Derivatives are written block by block, a
// block's inputs having been read; kernels write no element before they have read the prediction
// there, and may read the others again. So only predictions may be written over, and only if each
// lies where its derivative goes.

import { sameShape } from "../shape/view.js";
import { bufferOf, byteOffsetOf, copyOf, overlap } from "../tensor/intrinsics.js";
import type { FloatArray } from "../types.js";
import type { Source, Task } from "./task.js";

/** The task with copies of the inputs that writing to `out` would overwrite too early. */
export function protectInputs(task: Task, out: FloatArray): Task {
  const yTrue = guard(task.yTrue, out);
  const yPred =
    !task.yPred.list && isInPlace(task.yPred, task, out) ? task.yPred : guard(task.yPred, out);
  const weight = task.weight && guard(task.weight, out);
  const mask = task.mask && guard(task.mask, out);
  const isSafe =
    yTrue === task.yTrue && yPred === task.yPred && weight === task.weight && mask === task.mask;
  return isSafe ? task : { ...task, yTrue, yPred, weight, mask };
}

/** The source itself, or a copy of it where `out` lies in its memory. */
function guard(source: Source, out: FloatArray): Source {
  const { view, list } = source;
  list?.check();
  if (list) return source;
  const { data } = source;
  return overlap(data, out) ? { data: copyOf(data), view } : source;
}

/** Whether each element of the source lies where its derivative goes. */
function isInPlace({ data, view }: Source, { outView }: Task, out: FloatArray): boolean {
  const size = out.BYTES_PER_ELEMENT;
  return (
    bufferOf(data) === bufferOf(out) &&
    data.BYTES_PER_ELEMENT === size &&
    byteOffsetOf(data) + view.offset * size === byteOffsetOf(out) + outView.offset * size &&
    sameShape(view.lengths, outView.lengths) &&
    sameShape(view.strides, outView.strides)
  );
}

/** Flat arrays, seen whole. */
interface FlatInputs {
  readonly yTrue: ArrayBufferView;
  readonly yPred: ArrayBufferView;
  readonly weight: ArrayBufferView | null;
  readonly mask: ArrayBufferView | null;
}

/** {@link protectInputs} for flat arrays: whether it would leave them as they are. */
export function needsNoCopies(
  out: FloatArray,
  { yTrue, yPred, weight, mask }: FlatInputs,
): boolean {
  const buffer = bufferOf(out);
  return (
    (out === yPred || !overlap(yPred, out, buffer)) &&
    !overlap(yTrue, out, buffer) &&
    (weight === null || !overlap(weight, out, buffer)) &&
    (mask === null || !overlap(mask, out, buffer))
  );
}
