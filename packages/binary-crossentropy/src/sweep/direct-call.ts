// Reads the arguments of a call for the short way, straight into a block, or declines. What is
// declined is read anew by the long way, which says what is wrong with it. What shapes mean is not
// known here: the layout is the one that the long way would use.

import { type Block, emptyBlock, type Kernel } from "../kernels/kernel.js";
import { gather, isFlat, type View } from "../shape/view.js";
import type { Configured } from "../task/configured.js";
import { areFlags, isBytes } from "../task/flags.js";
import type { Layout } from "../task/layout.js";
import { type Arguments, isNone } from "../task/operands.js";
import { ignoresAsComputed } from "../task/selection.js";
import { isSurelySound } from "../task/validate.js";
import { floatKinds, isList, lengthOf, setElements, subarrayOf } from "../tensor/intrinsics.js";
import { ignoredIn } from "../tensor/stored-as.js";
import type { Dtype, FloatArray, NumericArray } from "../types.js";
import { type Held, held, type Rooms, withRooms } from "./held.js";
import { fitsOneBlock, type OneBlock } from "./one-block.js";

/** A call as one block, with the arrays that it was read from. */
export interface DirectCall extends OneBlock {
  readonly yTrue: NumericArray;
  readonly yPred: NumericArray;
  readonly weight: NumericArray | null;
  readonly mask: NumericArray | null;
  /** Of yPred, as the caller gave it. */
  readonly shape: readonly number[];
}

export function readCall(configured: Configured, args: Arguments): DirectCall | undefined {
  return readArrays(configured, args, undefined) ?? readLists(configured, args);
}

function readLists(configured: Configured, args: Arguments): DirectCall | undefined {
  const { yTrue, yPred, sampleWeight, mask } = args;
  const hasLists = isList(yTrue) || isList(yPred) || isList(sampleWeight) || isList(mask);
  const { validate, dtype, ignoreLabel } = configured.settings;
  // What is looked at, or computed, in more digits than a room holds.
  const needsDigits = validate || dtype === "float64" || ignoreLabel !== undefined;
  return hasLists && !needsDigits
    ? withRooms((rooms) => readArrays(configured, args, rooms))
    : undefined;
}

function readArrays(
  { settings, kernels, layouts }: Configured,
  { yTrue, yPred, sampleWeight, mask }: Arguments,
  rooms: Rooms | undefined,
): DirectCall | undefined {
  const isWeighted = !isNone(sampleWeight);
  const isMasked = !isNone(mask);
  // The caller's objects are asked first, for all that they hold.
  const predictions = held(yPred, rooms?.yPred);
  const labels = predictions && held(yTrue, rooms?.yTrue);
  const weights = labels && isWeighted ? held(sampleWeight, rooms?.sampleWeight) : undefined;
  const flags = labels && isMasked ? held(mask, rooms?.mask) : undefined;
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
  if (dtype === "float64" && (isOfFloats(labels) || (weights && isOfFloats(weights))))
    return undefined;
  if (!predictions!.isList && kind !== floatKinds[dtype]) return undefined;
  if (dtype !== (settings.dtype ?? dtype)) return undefined;
  // The caller's objects may have done anything to memory while they were asked.
  if (!isFilled(predictions!, size) || !isFilled(labels, size)) return undefined;
  if (weights && !isFilled(weights, found.weights)) return undefined;
  if (flags && !isFilled(flags, found.flags)) return undefined;
  if (flags && !(isBytes(flags.data) && areFlags(flags.data, 0, found.flags))) return undefined;
  const kernel = kernels.for(dtype, data);
  const { reduction } = settings;
  if (!fitsOneBlock(layout, reduction, kernel)) return undefined;
  const ignored = settings.ignoreLabel && ignoredIn({ data: labels.data }, settings.ignoreLabel);
  if (ignored !== undefined && !ignoresAsComputed(labels.data, ignored, dtype)) return undefined;
  const block = bring(kernel, dtype, layout, labels, predictions!, weights);
  if (settings.validate) {
    const isAsGiven = labels.kind === floatKinds[dtype] || labels.kind === "Uint8Array";
    if (!isAsGiven || !isSurelySound(kernel, block, settings.fromLogits)) return undefined;
  }
  if (flags || ignored !== undefined) select(kernel, block, layout, flags, ignored);
  return {
    yTrue: labels.data,
    yPred: data,
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

/** Whether it was a list of numbers with more digits than a room holds. */
function isOfFloats({ isList, kind }: Held): boolean {
  return isList && kind !== "Uint8Array";
}

function isFilled({ isList, data }: Held, count: number): boolean {
  return isList || lengthOf(data) === count;
}

function bring(
  kernel: Kernel,
  dtype: Dtype,
  { size, weight, posWeight }: Layout,
  labels: Held,
  predictions: Held,
  weights: Held | undefined,
): Block {
  const { scratch } = kernel;
  const block = emptyBlock(scratch);
  const floats = floatKinds[dtype];
  kernel.begin();
  block.count = size;
  block.yTrue =
    labels.kind === "Uint8Array"
      ? within(kernel, labels, true, size, scratch.bytes)
      : within(kernel, labels, labels.kind === floats, size, scratch.labels);
  block.yPred = within(kernel, predictions, predictions.kind === floats, size, scratch.predictions);
  if (weights) {
    block.weights = scratch.weights;
    if (!isFlat(weight!)) repeat(weights.data, weight!, size, scratch.weights);
    else block.weights = within(kernel, weights, weights.kind === floats, size, scratch.weights);
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
  else if (isFlat(mask!)) copy(flags, size, kept);
  else repeat(flags.data, mask!, size, kept);
  if (ignored !== undefined) kernel.ignore(block, ignored);
}

/** The array itself where the kernel reads its kind there, or a copy. */
function within<A extends FloatArray | Uint8Array>(
  kernel: Kernel,
  array: Held,
  isRead: boolean,
  count: number,
  scratch: A,
): A {
  if (isRead && kernel.reaches(array.data)) return array.data as A;
  copy(array, count, scratch);
  return scratch;
}

/** So few are copied one by one in less time than a view of them takes. */
const few = 256;

function copy({ data, isList }: Held, count: number, to: NumericArray): void {
  if (!isList) setElements(to, data);
  else if (count > few) setElements(to, subarrayOf(data, 0, count));
  else for (let i = 0; i < count; i++) to[i] = data[i]!;
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
