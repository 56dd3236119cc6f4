// Reads the arguments of a call for the short way, straight into a block, or declines. What is declined
// is read anew by the long way, which says what is wrong with it.

import { type Block, emptyBlock, type Kernel } from "../kernels/kernel.js";
import { denominator, keepsCells } from "../semantics/reduction.js";
import type { Axis } from "../shape/cells.js";
import { sameShape } from "../shape/view.js";
import type { Configured } from "../task/configured.js";
import {
  isFloats,
  isNumericArray,
  isNumericKind,
  kindOf,
  lengthOf,
  setElements,
} from "../tensor/intrinsics.js";
import { plainShaped } from "../tensor/read-shaped.js";
import type { Dtype, FloatArray, NumericArray } from "../types.js";
import { shortestRun } from "./block-loader.js";

export interface DirectCall {
  readonly yTrue: NumericArray;
  readonly yPred: FloatArray;
  readonly weight: FloatArray | null;
  /** Of predictions and labels; null where they are flat. */
  readonly shape: readonly number[] | null;
  readonly kernel: Kernel;
  readonly block: Block;
  readonly dtype: Dtype;
  /** Number of elements of a cell. Those of a cell that is kept lie together. */
  readonly elements: number;
  readonly cells: number;
  /** The shape of the losses; null where they are reduced. */
  readonly shapeOfLosses: number[] | null;
  /** What the sum is multiplied by, and then divided by, as the long way does it. */
  readonly mean: number;
  readonly divisor: number;
}

/** The arrays of a call. Nothing has been looked at but what the caller's objects say they are. */
interface Arrays {
  readonly yTrue: unknown;
  readonly yPred: unknown;
  readonly weight: unknown;
  /** Number of elements that have the same weight, one after the other. */
  readonly repeats: number;
  readonly shape: readonly unknown[] | null;
}

export function readCall(
  configured: Configured,
  yTrue: unknown,
  yPred: unknown,
  weight: unknown,
): DirectCall | undefined {
  if (!configured.isDirect) return undefined;
  const arrays =
    kindOf(yPred) === undefined
      ? arraysOfShaped(configured, yTrue, yPred, weight ?? null)
      : { yTrue, yPred, weight: weight ?? null, repeats: 1, shape: null };
  return arrays && bring(configured, arrays);
}

function arraysOfShaped(
  { settings }: Configured,
  yTrue: unknown,
  yPred: unknown,
  weight: unknown,
): Arrays | undefined {
  const predictions = plainShaped(yPred);
  if (predictions === undefined || predictions.shape.length === 0) return undefined;
  const labels = plainShaped(yTrue);
  const { data, shape } = predictions;
  if (labels === undefined || !sameShape(labels.shape, shape)) return undefined;
  // Named, not spread: engines take microseconds for an object that is spread and then added to.
  if (weight === null) return { yTrue: labels.data, yPred: data, weight, repeats: 1, shape };
  const weights = isNumericArray(weight)
    ? { data: weight, shape: [lengthOf(weight)] }
    : plainShaped(weight);
  const repeats = weights && repeatsOf(weights.shape, shape, settings.axis);
  if (repeats === undefined) return undefined;
  return { yTrue: labels.data, yPred: data, weight: weights!.data, repeats, shape };
}

/**
 * How many elements share a weight of this shape: one, or those of a sample in rows. Undefined for
 * what the long way does otherwise.
 */
function repeatsOf(
  weight: readonly unknown[],
  shape: readonly unknown[],
  axis: Axis,
): number | undefined {
  if (sameShape(weight, shape)) return 1;
  const columns = shape[1] as number;
  const isOfSamples =
    axis === -1 &&
    shape.length === 2 &&
    weight[0] === shape[0] &&
    (weight.length === 1 || (weight.length === 2 && weight[1] === 1));
  return isOfSamples && columns < shortestRun ? columns : undefined;
}

function bring(
  { settings, kernels, dividesBy }: Configured,
  { yTrue, yPred, weight, repeats, shape }: Arrays,
): DirectCall | undefined {
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
  if (shape !== null && !isShapeOf(shape, count)) return undefined;
  const weights = weight as FloatArray | null;
  // The mean over the weights is the long way's business.
  if (
    weights !== null &&
    (!isFloats(weights, dtype) || lengthOf(weights) * repeats !== count || dividesBy === "weights")
  )
    return undefined;
  const { axis, reduction, posWeight = 1 } = settings;
  const isFlat = shape === null || shape.length === 1;
  // Flat data under a weight is read as samples of one element each.
  const isSampled = isFlat && weights !== null && axis !== null;
  const columns = isSampled ? 1 : isFlat ? count : shape.at(-1)!;
  if (typeof posWeight !== "number" && posWeight.length !== columns) return undefined;
  // Cells that are kept must have their elements together.
  const isAcross = axis === 0 && !isFlat;
  const isKept = keepsCells(reduction);
  if (isAcross && isKept) return undefined;
  const elements = axis === null ? count : isAcross ? shape[0]! : columns;
  const cells = count / elements;
  const kernel = kernels.for(dtype, predictions);
  if (count > kernel.blockSize) return undefined;
  const { scratch } = kernel;
  const block = emptyBlock(scratch);
  kernel.begin();
  block.count = count;
  if (kindOfLabels === kind) block.yTrue = within(kernel, labels as FloatArray, scratch.labels);
  else if (kindOfLabels === "Uint8Array")
    block.yTrue = within(kernel, labels as Uint8Array, scratch.bytes);
  else setElements(scratch.labels, labels);
  block.yPred = within(kernel, predictions, scratch.predictions);
  if (weights !== null)
    block.weights =
      repeats === 1
        ? within(kernel, weights, scratch.weights)
        : repeated(weights, repeats, count, scratch.weights);
  if (typeof posWeight === "number") block.posWeight = posWeight;
  else block.posWeights = repeatedInTurn(posWeight, count, scratch.posWeights);
  return {
    yTrue: labels,
    yPred: predictions,
    weight: weights,
    shape,
    kernel,
    block,
    dtype,
    elements,
    cells,
    shapeOfLosses: isKept ? shapeOfLosses(axis, isSampled ? [count, 1] : (shape ?? [count])) : null,
    mean: 1 / elements,
    divisor: denominator(dividesBy, cells, cells),
  };
}

/** What is left of a shape of which all, or the last axis, is averaged. */
function shapeOfLosses(axis: Axis, shape: readonly number[]): number[] {
  return axis === null ? [] : shape.slice(0, -1);
}

/** Whether it is a shape of so many elements, of which there are some. */
function isShapeOf(shape: readonly unknown[], count: number): shape is readonly number[] {
  let size = 1;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || (length as number) < 1) return false;
    size *= length as number;
  }
  return size === count;
}

/** The array itself, or a copy where the kernel reaches. */
function within<A extends FloatArray | Uint8Array>(kernel: Kernel, array: A, scratch: A): A {
  if (kernel.reaches(array)) return array;
  setElements(scratch, array);
  return scratch;
}

/** Each weight as many times as it is for elements. */
function repeated(
  weights: FloatArray,
  times: number,
  count: number,
  scratch: FloatArray,
): FloatArray {
  for (let at = 0, i = 0; at < count; i++) {
    const weight = weights[i]!;
    for (const end = at + times; at < end; at++) scratch[at] = weight;
  }
  return scratch;
}

/** All of the numbers, one after the other, again and again. */
function repeatedInTurn(
  numbers: readonly number[],
  count: number,
  scratch: FloatArray,
): FloatArray {
  for (let at = 0; at < count; )
    for (let i = 0; i < numbers.length; i++) scratch[at++] = numbers[i]!;
  return scratch;
}
