// The short way for small calls: flat typed arrays that fit into one block, predictions and weights
// of the compute dtype, where laying out shapes would cost more than the loss. It gives what the long
// way gives, to the bit, or declines.

import { type Block, emptyBlock, type Kernel, type Scratch } from "../kernels/kernel.js";
import { denominator } from "../semantics/reduction.js";
import { needsNoCopies } from "../task/aliasing.js";
import type { Configured } from "../task/configured.js";
import { isFloats, isNumericKind, kindOf, lengthOf, setElements } from "../tensor/intrinsics.js";
import { roundTo, zeros } from "../tensor/ndarray.js";
import type { Dtype, FloatArray, NumericArray } from "../types.js";

/** The value, or undefined where the call must go the long way. */
export function directValue(
  configured: Configured,
  yTrue: unknown,
  yPred: unknown,
  weight: unknown,
): number | undefined {
  const call = readCall(configured, yTrue, yPred, weight);
  if (call === undefined) return undefined;
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
): { value: number; grad: { data: FloatArray; shape: number[] } } | undefined {
  const call = readCall(configured, yTrue, yPred, weight);
  if (call === undefined) return undefined;
  const { kernel, block, mean, divisor, dtype } = call;
  const { count } = block;
  const grad = outputOf(call, out);
  if (grad === undefined) return undefined;
  const isWithin = kernel.reaches(grad);
  // Before anything is written over what the long way then has to look at again.
  const isInPlace = grad === yPred;
  if (isInPlace && block.weights && mayOverflow(call) && !Number.isFinite(kernel.sum(block)))
    return undefined;
  const total = kernel.valueAndGrad(block, mean / divisor, isWithin ? grad : kernel.scratch.out, 0);
  if (!isInPlace && mayOverflow(call) && !Number.isFinite(total)) return undefined;
  if (!isWithin) setElements(grad, beginning(kernel.scratch, count));
  return { value: roundTo(dtype, (mean * total) / divisor), grad: { data: grad, shape: [count] } };
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
): { data: FloatArray; shape: number[] } | undefined {
  const call = readCall(configured, yTrue, yPred, weight);
  const data = call && outputOf(call, out);
  if (data === undefined) return undefined;
  const { kernel, block, mean, divisor } = call!;
  const isWithin = kernel.reaches(data);
  kernel.hessian(block, mean / divisor, isWithin ? data : kernel.scratch.out, 0);
  if (!isWithin) setElements(data, beginning(kernel.scratch, block.count));
  return { data, shape: [block.count] };
}

/** The caller's array, where derivatives can be written to it at once, or a new one. */
function outputOf(call: DirectCall, out: unknown): FloatArray | undefined {
  const { block, dtype } = call;
  if (out === undefined) return zeros(dtype, block.count);
  return isFloats(out, dtype) && lengthOf(out) === block.count && needsNoCopies(out, call)
    ? out
    : undefined;
}

interface DirectCall {
  readonly yTrue: NumericArray;
  readonly yPred: FloatArray;
  readonly weight: FloatArray | null;
  readonly kernel: Kernel;
  readonly block: Block;
  readonly dtype: Dtype;
  /** What the sum is multiplied by, and then divided by, as the long way does it. */
  readonly mean: number;
  readonly divisor: number;
}

/** Whether the sum may be infinite or NaN where the mean is neither. */
function mayOverflow({ block, dtype }: DirectCall): boolean {
  return dtype === "float64" && block.count > 1;
}

function readCall(
  { settings, kernels, dividesBy, isDirect, isSampled }: Configured,
  yTrue: unknown,
  yPred: unknown,
  weight: unknown,
): DirectCall | undefined {
  if (!isDirect) return undefined;
  const kind = kindOf(yPred);
  const dtype =
    kind === "Float32Array" ? "float32" : kind === "Float64Array" ? "float64" : undefined;
  if (dtype === undefined || (settings.dtype !== undefined && settings.dtype !== dtype))
    return undefined;
  const predictions = yPred as FloatArray;
  const count = lengthOf(predictions);
  const kindOfLabels = kindOf(yTrue);
  const labels = yTrue as NumericArray;
  if (count === 0 || !isNumericKind(kindOfLabels) || lengthOf(labels) !== count) return undefined;
  const weights = (weight ?? null) as FloatArray | null;
  // The mean over the weights is the long way's business.
  if (
    weights !== null &&
    (!isFloats(weights, dtype) || lengthOf(weights) !== count || dividesBy === "weights")
  )
    return undefined;
  const kernel = kernels.for(dtype, predictions);
  if (count > kernel.blockSize) return undefined;
  const { scratch } = kernel;
  const block = emptyBlock(scratch);
  kernel.begin();
  block.count = count;
  if (kindOfLabels === kind) block.yTrue = bring(kernel, labels as FloatArray, scratch.labels);
  else if (kindOfLabels === "Uint8Array")
    block.yTrue = bring(kernel, labels as Uint8Array, scratch.bytes);
  else setElements(scratch.labels, labels);
  block.yPred = bring(kernel, predictions, scratch.predictions);
  block.weights = weights === null ? null : bring(kernel, weights, scratch.weights);
  block.posWeight = (settings.posWeight ?? 1) as number;
  const cells = weights !== null && isSampled ? count : 1;
  return {
    yTrue: labels,
    yPred: predictions,
    weight: weights,
    kernel,
    block,
    dtype,
    mean: 1 / (count / cells),
    divisor: denominator(dividesBy, cells, cells),
  };
}

/** The array itself, or a copy where the kernel reaches. */
function bring<A extends FloatArray | Uint8Array>(kernel: Kernel, array: A, scratch: A): A {
  if (kernel.reaches(array)) return array;
  setElements(scratch, array);
  return scratch;
}

function beginning(scratch: Scratch, count: number): FloatArray {
  if (scratch.beginning.length !== count) scratch.beginning = scratch.out.subarray(0, count);
  return scratch.beginning;
}
