// Reads the arguments of a call for the short way, straight into a block, or declines. What is
// declined is read anew by the long way, which says what is wrong with it. What shapes mean is not
// known here: the layout is the one that the long way would use.

import { type Block, emptyBlock, type Kernel } from "../kernels/kernel.js";
import { denominator, keepsCells } from "../semantics/reduction.js";
import type { Cells } from "../shape/cells.js";
import { gather, isFlat, lengthOfRun, type View } from "../shape/view.js";
import type { Configured } from "../task/configured.js";
import type { Extent } from "../task/known-layouts.js";
import type { Layout } from "../task/layout.js";
import {
  floatKinds,
  isNumericKind,
  kindOf,
  lengthOf,
  type NumericKind,
  setElements,
  subarrayOf,
} from "../tensor/intrinsics.js";
import { plainShaped } from "../tensor/read-shaped.js";
import type { Dtype, FloatArray, NumericArray } from "../types.js";
import { shortestRun } from "./block-loader.js";

export interface DirectCall {
  readonly yTrue: NumericArray;
  readonly yPred: FloatArray;
  readonly weight: NumericArray | null;
  /** Of yPred, as the caller gave it. */
  readonly shape: readonly number[];
  readonly kernel: Kernel;
  readonly block: Block;
  readonly dtype: Dtype;
  readonly cells: Cells;
  /** Whether the losses of the cells are the value, as they are. */
  readonly isKept: boolean;
  /** What the sum is multiplied by, and then divided by, as the long way does it. */
  readonly mean: number;
  readonly divisor: number;
}

/** An array of numbers, of which nothing is known yet but its kind, and its shape. */
interface Held {
  readonly data: NumericArray;
  readonly kind: NumericKind;
  readonly extent: Extent;
}

function held(argument: unknown): Held | undefined {
  const kind = kindOf(argument);
  if (isNumericKind(kind)) {
    const data = argument as NumericArray;
    return { data, kind, extent: lengthOf(data) };
  }
  const shaped = plainShaped(argument);
  const kindOfData = shaped && kindOf(shaped.data);
  return isNumericKind(kindOfData)
    ? { data: shaped!.data as NumericArray, kind: kindOfData, extent: shaped!.shape }
    : undefined;
}

export function readCall(
  { settings, kernels, layouts, dividesBy, isDirect }: Configured,
  yTrue: unknown,
  yPred: unknown,
  sampleWeight: unknown,
): DirectCall | undefined {
  const isWeighted = sampleWeight !== undefined && sampleWeight !== null;
  // The mean over the weights is the long way's business.
  if (!isDirect || (isWeighted && dividesBy === "weights")) return undefined;
  // The caller's objects are asked first, for all that they hold.
  const predictions = held(yPred);
  const labels = predictions && held(yTrue);
  const weights = labels && isWeighted ? held(sampleWeight) : undefined;
  if (labels === undefined || (isWeighted && weights === undefined)) return undefined;
  const found = layouts.inOrder(settings, labels.extent, predictions!.extent, weights?.extent);
  if (found === undefined || hasLongRuns(found.layout)) return undefined;
  const { layout, yPred: laidOut } = found;
  const { size, cells } = layout;
  const { data, kind } = predictions!;
  const dtype = kind === floatKinds.float64 ? "float64" : "float32";
  if (kind !== floatKinds[dtype] || dtype !== (settings.dtype ?? dtype)) return undefined;
  // The caller's objects may have done anything to memory while they were asked.
  if (lengthOf(data) !== size || lengthOf(labels.data) !== size) return undefined;
  if (weights && lengthOf(weights.data) !== found.weights) return undefined;
  const floats = data as FloatArray;
  const kernel = kernels.for(dtype, floats);
  if (size > kernel.blockSize || size === 0) return undefined;
  const isKept = keepsCells(settings.reduction);
  if (isKept && !hasFewElements(cells, kernel)) return undefined;
  return {
    yTrue: labels.data,
    yPred: floats,
    weight: weights?.data ?? null,
    shape: laidOut.shape,
    kernel,
    block: bring(kernel, dtype, layout, labels, floats, weights),
    dtype,
    cells,
    isKept,
    mean: 1 / cells.elements,
    divisor: denominator(dividesBy, cells.count, cells.count),
  };
}

/** Whether a kernel gives the losses of all cells at once. */
function hasFewElements({ elements }: Cells, { cells }: Kernel): boolean {
  return elements === 1 || (cells !== undefined && elements < cells.fewerThan);
}

/** Whether so many elements share a weight that the long way keeps it out of the kernel. */
function hasLongRuns({ weight }: Layout): boolean {
  return weight !== undefined && lengthOfRun(weight) >= shortestRun;
}

function bring(
  kernel: Kernel,
  dtype: Dtype,
  { size, weight, posWeight }: Layout,
  labels: Held,
  yPred: FloatArray,
  weights: Held | undefined,
): Block {
  const { scratch } = kernel;
  const block = emptyBlock(scratch);
  kernel.begin();
  block.count = size;
  if (labels.kind === floatKinds[dtype])
    block.yTrue = within(kernel, labels.data as FloatArray, scratch.labels);
  else if (labels.kind === "Uint8Array")
    block.yTrue = within(kernel, labels.data as Uint8Array, scratch.bytes);
  else setElements(scratch.labels, labels.data);
  block.yPred = within(kernel, yPred, scratch.predictions);
  if (weights) {
    block.weights = scratch.weights;
    if (!isFlat(weight!)) repeat(weights.data, weight!, size, scratch.weights);
    else if (weights.kind === floatKinds[dtype])
      block.weights = within(kernel, weights.data as FloatArray, scratch.weights);
    else setElements(scratch.weights, weights.data);
  }
  if (typeof posWeight === "number") block.posWeight = posWeight;
  else {
    const { data, view } = posWeight[dtype];
    block.posWeights = scratch.posWeights;
    gather(data, view, 0, size, scratch.posWeights);
  }
  return block;
}

/** The array itself, or a copy where the kernel reaches. */
function within<A extends FloatArray | Uint8Array>(kernel: Kernel, array: A, scratch: A): A {
  if (kernel.reaches(array)) return array;
  setElements(scratch, array);
  return scratch;
}

/** Writes weights that several elements share, each as often as it is for one. */
function repeat(weights: NumericArray, view: View, count: number, to: FloatArray): void {
  const { lengths, strides } = view;
  const inner = lengths.length - 1;
  const isOfRows = strides[inner] === 0 && (inner === 0 || (inner === 1 && strides[0] === 1));
  // `gather` calls methods of the array, which must be ours for that, and costs more than so few.
  if (!isOfRows) {
    gather(subarrayOf(weights), view, 0, count, to);
    return;
  }
  const columns = lengths[inner]!;
  for (let at = 0, row = 0; at < count; row++) {
    const weight = weights[row]!;
    for (const end = at + columns; at < end; at++) to[at] = weight;
  }
}
