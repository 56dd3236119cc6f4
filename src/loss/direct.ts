// The short way for small calls: flat typed arrays of the compute dtype that fit into one block, where laying out shapes
// would cost more than the loss. It gives what the long way gives, to the bit, or declines.

import type { Block, Kernel } from "../kernels/kernel.js";
import { denominator } from "../semantics/reduction.js";
import { roundTo, zeros } from "../tensor/ndarray.js";
import type { Dtype, FloatArray } from "../types.js";
import type { Configured } from "./configured.js";

/** The value, or undefined where the call must go the long way. */
export function directValue(configured: Configured, yTrue: unknown, yPred: unknown, weight: unknown): number | undefined {
  const call = readCall(configured, yTrue, yPred, weight);
  if (call === undefined) return undefined;
  const { kernel, block, mean, divisor, dtype } = call;
  const total = kernel.sum(block);
  if (mayOverflow(call) && Math.abs(total) === Infinity) return undefined;
  return roundTo(dtype, (mean * total) / divisor);
}

/** The value with its gradient in `out`, or in a new array; undefined where the call must go the long way. */
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
  if (out !== undefined && !(isKind(dtype, out) && out.length === count && isApart(out, yTrue, yPred, weight))) return undefined;
  const grad = out === undefined ? zeros(dtype, count) : (out as FloatArray);
  const isWithin = kernel.reaches(grad);
  // Before anything is written, since the long way then has to look at all of it again.
  if (mayOverflow(call) && Math.abs(kernel.sum(block)) === Infinity) return undefined;
  const total = kernel.valueAndGrad(block, mean / divisor, isWithin ? grad : kernel.scratch.out, 0);
  if (!isWithin) grad.set(beginning(kernel.scratch.out, count));
  return { value: roundTo(dtype, (mean * total) / divisor), grad: { data: grad, shape: [count] } };
}

interface DirectCall {
  readonly kernel: Kernel;
  readonly block: Block;
  readonly dtype: Dtype;
  /** What the sum is multiplied by, and then divided by, as the long way does it. */
  readonly mean: number;
  readonly divisor: number;
}

/** Whether the sum may be infinite where the mean is not. */
function mayOverflow({ block, dtype, divisor }: DirectCall): boolean {
  return dtype === "float64" && block.weights !== null && divisor > 1;
}

function readCall(
  { settings, kernels, isDirect, isSampled }: Configured,
  yTrue: unknown,
  yPred: unknown,
  weight: unknown,
): DirectCall | undefined {
  if (!isDirect) return undefined;
  const dtype = yPred instanceof Float32Array ? "float32" : yPred instanceof Float64Array ? "float64" : undefined;
  if (dtype === undefined || (settings.dtype !== undefined && settings.dtype !== dtype)) return undefined;
  const predictions = yPred as FloatArray;
  const count = predictions.length;
  if (count === 0 || !(isKind(dtype, yTrue) || yTrue instanceof Uint8Array) || yTrue.length !== count) return undefined;
  const isWeighted = weight !== undefined && weight !== null;
  const { reduction } = settings;
  // The mean over the weights is the long way's business.
  if (isWeighted && (!isKind(dtype, weight) || weight.length !== count || reduction === "mean_with_sample_weight")) return undefined;
  const kernel = kernels.for(dtype, predictions);
  if (count > kernel.blockSize) return undefined;
  const { block, scratch } = kernel;
  block.count = count;
  const labels = yTrue as FloatArray | Uint8Array;
  block.yTrue = bring(kernel, labels, labels.BYTES_PER_ELEMENT === 1 ? scratch.bytes : scratch.labels);
  block.yPred = bring(kernel, predictions, scratch.predictions) as FloatArray;
  block.weights = isWeighted ? (bring(kernel, weight as FloatArray, scratch.weights) as FloatArray) : null;
  block.yTrueAt = block.yPredAt = block.weightsAt = 0;
  block.kept = null;
  block.posWeights = null;
  block.posWeight = (settings.posWeight ?? 1) as number;
  const cells = isWeighted && isSampled ? count : 1;
  return { kernel, block, dtype, mean: 1 / (count / cells), divisor: denominator(reduction, cells, () => cells) };
}

function isKind(dtype: Dtype, array: unknown): array is FloatArray {
  return dtype === "float32" ? array instanceof Float32Array : array instanceof Float64Array;
}

/** The array itself, or a copy where the kernel reaches. */
function bring(kernel: Kernel, array: FloatArray | Uint8Array, scratch: FloatArray | Uint8Array): FloatArray | Uint8Array {
  if (kernel.reaches(array)) return array;
  scratch.set(array);
  return scratch;
}

let cut: FloatArray | undefined;
let beginningOfCut: FloatArray | undefined;

/** The first elements of a scratch array. Calls of one size come one after the other, and making a view costs as much as one. */
function beginning(scratch: FloatArray, count: number): FloatArray {
  if (scratch !== cut || beginningOfCut?.length !== count) {
    cut = scratch;
    beginningOfCut = scratch.subarray(0, count);
  }
  return beginningOfCut;
}

/** Whether writing to `out` overwrites no input but, element by element, the predictions. */
function isApart(out: FloatArray, yTrue: unknown, yPred: unknown, weight: unknown): boolean {
  return (out === yPred || !overlaps(out, yPred)) && !overlaps(out, yTrue) && !overlaps(out, weight);
}

function overlaps(out: FloatArray, array: unknown): boolean {
  if (!ArrayBuffer.isView(array) || array.buffer !== out.buffer) return false;
  return array.byteOffset < out.byteOffset + out.byteLength && out.byteOffset < array.byteOffset + array.byteLength;
}
