// Reads the arguments of a call for the short way, straight into a block, or declines. What is
// declined is read anew by the long way, which says what is wrong with it. What shapes mean is not
// known here: the layout is the one that the long way would use.

import { type Block, emptyBlock, type Kernel } from "../kernels/kernel.js";
import { gather, isFlat, type View } from "../shape/view.js";
import type { Configured } from "../task/configured.js";
import { areFlags, isBytes } from "../task/flags.js";
import type { Extent } from "../task/known-layouts.js";
import type { Layout } from "../task/layout.js";
import { type Arguments, isNone } from "../task/operands.js";
import { ignoresAsComputed } from "../task/selection.js";
import { isSurelySound } from "../task/validate.js";
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
import { ignoredIn } from "../tensor/stored-as.js";
import type { Dtype, FloatArray, NumericArray } from "../types.js";
import { fitsOneBlock, type OneBlock } from "./one-block.js";

/** A call as one block, with the caller's own arrays. */
export interface DirectCall extends OneBlock {
  readonly yTrue: NumericArray;
  readonly yPred: FloatArray;
  readonly weight: NumericArray | null;
  readonly mask: NumericArray | null;
  /** Of yPred, as the caller gave it. */
  readonly shape: readonly number[];
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
  { settings, kernels, layouts }: Configured,
  { yTrue, yPred, sampleWeight, mask }: Arguments,
): DirectCall | undefined {
  const isWeighted = !isNone(sampleWeight);
  const isMasked = !isNone(mask);
  // The caller's objects are asked first, for all that they hold.
  const predictions = held(yPred);
  const labels = predictions && held(yTrue);
  const weights = labels && isWeighted ? held(sampleWeight) : undefined;
  const flags = labels && isMasked ? held(mask) : undefined;
  if (labels === undefined || (isWeighted && !weights) || (isMasked && !flags)) return undefined;
  const found = layouts.inOrder(
    settings,
    labels.extent,
    predictions!.extent,
    weights?.extent,
    flags?.extent,
  );
  if (found === undefined) return undefined;
  const { layout, yPred: laidOut } = found;
  const { size, cells, selectsWithin } = layout;
  const { data, kind } = predictions!;
  const dtype = kind === floatKinds.float64 ? "float64" : "float32";
  if (kind !== floatKinds[dtype] || dtype !== (settings.dtype ?? dtype)) return undefined;
  // The caller's objects may have done anything to memory while they were asked.
  if (lengthOf(data) !== size || lengthOf(labels.data) !== size) return undefined;
  if (weights && lengthOf(weights.data) !== found.weights) return undefined;
  if (flags && lengthOf(flags.data) !== found.flags) return undefined;
  if (flags && !(isBytes(flags.data) && areFlags(flags.data, 0, found.flags))) return undefined;
  const floats = data as FloatArray;
  const kernel = kernels.for(dtype, floats);
  const { reduction } = settings;
  if (!fitsOneBlock(layout, reduction, kernel)) return undefined;
  const ignored = settings.ignoreLabel && ignoredIn({ data: labels.data }, settings.ignoreLabel);
  if (ignored !== undefined && !ignoresAsComputed(labels.data, ignored, dtype)) return undefined;
  const block = bring(kernel, dtype, layout, labels, floats, weights);
  if (settings.validate) {
    const isAsGiven = labels.kind === floatKinds[dtype] || labels.kind === "Uint8Array";
    if (!isAsGiven || !isSurelySound(kernel, block, settings.fromLogits)) return undefined;
  }
  if (flags || ignored !== undefined) select(kernel, block, layout, flags, ignored);
  return {
    yTrue: labels.data,
    yPred: floats,
    weight: weights?.data ?? null,
    mask: flags?.data ?? null,
    shape: laidOut.shape,
    kernel,
    block,
    dtype,
    cells,
    selectsWithin,
    reduction,
  };
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

function select(
  kernel: Kernel,
  block: Block,
  { size, mask }: Layout,
  flags: Held | undefined,
  ignored: number | undefined,
): void {
  const { kept } = kernel.scratch;
  block.kept = kept;
  if (!flags) kept.fill(1, 0, size);
  else if (isFlat(mask!)) setElements(kept, flags.data);
  else repeat(flags.data, mask!, size, kept);
  if (ignored !== undefined) kernel.ignore(block, ignored);
}

/** The array itself, or a copy where the kernel reaches. */
function within<A extends FloatArray | Uint8Array>(kernel: Kernel, array: A, scratch: A): A {
  if (kernel.reaches(array)) return array;
  setElements(scratch, array);
  return scratch;
}

/** Writes weights, or flags, that several elements share, each as often as it is for one. */
function repeat(shared: NumericArray, view: View, count: number, to: NumericArray): void {
  const { lengths, strides } = view;
  const inner = lengths.length - 1;
  const isOfRows = strides[inner] === 0 && (inner === 0 || (inner === 1 && strides[0] === 1));
  // `gather` calls methods of the array, which must be ours for that, and costs more than so few.
  if (!isOfRows) {
    gather(subarrayOf(shared), view, 0, count, to);
    return;
  }
  const columns = lengths[inner]!;
  for (let at = 0, row = 0; at < count; row++) {
    const one = shared[row]!;
    for (const end = at + columns; at < end; at++) to[at] = one;
  }
}
