// The short way for small calls: typed arrays and lists that fit into one block, predictions of the
// compute dtype, where making a task of them would cost more than the loss. It gives what the long way
// gives, to the bit, or declines.

import { needsNoCopies } from "../task/aliasing.js";
import type { Configured } from "../task/configured.js";
import type { Call } from "../task/operands.js";
import { isFloats, lengthOf } from "../tensor/intrinsics.js";
import { zeros } from "../tensor/ndarray.js";
import type { FloatArray, NdArray } from "../types.js";
import { type DirectCall, readCall } from "./direct-call.js";
import { hessianOfBlock, reduceBlock, valueAndGradOfBlock } from "./one-block.js";

/** The value, or undefined where the call must go the long way. */
export function directValue(configured: Configured, args: Call): number | NdArray | undefined {
  const call = readCall(configured, args);
  return call && reduceBlock(call);
}

/**
 * The value with its gradient in `out`, or in a new array; undefined where the call must go the
 * long way.
 */
export function directValueAndGrad(
  configured: Configured,
  args: Call,
  out: unknown,
): { value: number | NdArray; grad: NdArray } | undefined {
  const call = readCall(configured, args);
  const data = call && outputOf(call, out);
  const value = data && valueAndGradOfBlock(call!, data, data === call!.yPred);
  return value === undefined
    ? undefined
    : { value, grad: { data: data!, shape: [...call!.shape] } };
}

/**
 * The second derivative in `out`, or in a new array; undefined where the call must go the long way.
 */
export function directHessian(
  configured: Configured,
  args: Call,
  out: unknown,
): NdArray | undefined {
  const call = readCall(configured, args);
  const data = call && outputOf(call, out);
  return data && hessianOfBlock(call!, data) ? { data, shape: [...call!.shape] } : undefined;
}

/** The caller's array, where derivatives can be written to it at once, or a new one. */
function outputOf(call: DirectCall, out: unknown): FloatArray | undefined {
  const { block, dtype } = call;
  if (out === undefined) return zeros(dtype, block.count);
  return isFloats(out, dtype) && lengthOf(out) === block.count && needsNoCopies(out, call)
    ? out
    : undefined;
}
