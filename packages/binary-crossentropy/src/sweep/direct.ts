// The short way for small calls: typed arrays that fit into one block, predictions of the compute
// dtype, without a mask, where making a task of them would cost more than the loss. It gives what the
// long way gives, to the bit, or declines.

import type { Scratch } from "../kernels/kernel.js";
import { needsNoCopies } from "../task/aliasing.js";
import type { Configured } from "../task/configured.js";
import { isFloats, lengthOf, setElements } from "../tensor/intrinsics.js";
import { roundTo, zeros } from "../tensor/ndarray.js";
import type { FloatArray, NdArray } from "../types.js";
import { type DirectCall, readCall } from "./direct-call.js";

/** The value, or undefined where the call must go the long way. */
export function directValue(
  configured: Configured,
  yTrue: unknown,
  yPred: unknown,
  weight: unknown,
): number | NdArray | undefined {
  const call = readCall(configured, yTrue, yPred, weight);
  if (call === undefined) return undefined;
  if (call.isKept) return lossesOf(call);
  const { kernel, block, mean, divisor, dtype } = call;
  const total = kernel.sum(block);
  if (mayOverflow(call) && !Number.isFinite(total)) return undefined;
  return roundTo(dtype, (mean * total) / divisor);
}

/**
 * The value with its gradient in `out`, or in a new array; undefined where the call must go the
 * long way.
 */
export function directValueAndGrad(
  configured: Configured,
  yTrue: unknown,
  yPred: unknown,
  weight: unknown,
  out: unknown,
): { value: number | NdArray; grad: NdArray } | undefined {
  const call = readCall(configured, yTrue, yPred, weight);
  if (call === undefined) return undefined;
  const { kernel, block, mean, divisor, dtype } = call;
  const { count } = block;
  const grad = outputOf(call, out);
  if (grad === undefined) return undefined;
  if (call.isKept) {
    const value = lossesOf(call, grad);
    return value && { value, grad: { data: grad, shape: [...call.shape] } };
  }
  const isWithin = kernel.reaches(grad);
  // Before anything is written over what the long way then has to look at again.
  const isInPlace = grad === call.yPred;
  if (isInPlace && block.weights && mayOverflow(call) && !Number.isFinite(kernel.sum(block)))
    return undefined;
  const total = kernel.valueAndGrad(block, mean / divisor, isWithin ? grad : kernel.scratch.out, 0);
  if (!isInPlace && mayOverflow(call) && !Number.isFinite(total)) return undefined;
  if (!isWithin) setElements(grad, beginning(kernel.scratch, count));
  return {
    value: roundTo(dtype, (mean * total) / divisor),
    grad: { data: grad, shape: [...call.shape] },
  };
}

/**
 * The second derivative in `out`, or in a new array; undefined where the call must go the long way.
 */
export function directHessian(
  configured: Configured,
  yTrue: unknown,
  yPred: unknown,
  weight: unknown,
  out: unknown,
): NdArray | undefined {
  const call = readCall(configured, yTrue, yPred, weight);
  const data = call && outputOf(call, out);
  if (data === undefined) return undefined;
  const { kernel, block, mean, divisor } = call!;
  const isWithin = kernel.reaches(data);
  kernel.hessian(block, mean / divisor, isWithin ? data : kernel.scratch.out, 0);
  if (!isWithin) setElements(data, beginning(kernel.scratch, block.count));
  return { data, shape: [...call!.shape] };
}

/** The losses of the cells, with the derivatives of their sum in `grad` if it is given. */
function lossesOf(call: DirectCall, grad?: FloatArray): NdArray | undefined {
  const { kernel, block, cells, dtype } = call;
  const { count, elements } = cells;
  const { scratch } = kernel;
  // The long way would have to look at the predictions again.
  if (mayOverflow(call) && grad === call.yPred) return undefined;
  const data = zeros(dtype, count);
  const written = grad && kernel.reaches(grad) ? grad : scratch.out;
  if (elements === 1) {
    kernel.losses(block, scratch.out, 0);
    setElements(data, beginning(scratch, count));
    if (grad) kernel.valueAndGrad(block, 1, written, 0);
  } else if (grad) {
    const sum = kernel.cells!.valueAndGrad(block, elements, 1, written, 0, data, 0);
    if (sum === undefined) return undefined;
  } else {
    if (!kernel.cells!.sum(block, elements, scratch.out, 0)) return undefined;
    setElements(data, beginning(scratch, count));
  }
  if (mayOverflow(call) && !data.every(Number.isFinite)) return undefined;
  if (grad && written !== grad) setElements(grad, beginning(scratch, block.count));
  return { data, shape: [...cells.shape] };
}

/** The caller's array, where derivatives can be written to it at once, or a new one. */
function outputOf(call: DirectCall, out: unknown): FloatArray | undefined {
  const { block, dtype } = call;
  if (out === undefined) return zeros(dtype, block.count);
  return isFloats(out, dtype) && lengthOf(out) === block.count && needsNoCopies(out, call)
    ? out
    : undefined;
}

/** Whether the sum may be infinite or NaN where the mean is neither. */
function mayOverflow({ block, dtype }: DirectCall): boolean {
  return dtype === "float64" && block.count > 1;
}

function beginning(scratch: Scratch, count: number): FloatArray {
  if (scratch.beginning.length !== count) scratch.beginning = scratch.out.subarray(0, count);
  return scratch.beginning;
}
