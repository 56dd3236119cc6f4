// Reads the arguments of a call for the short way, straight into a block, or declines: then the long
// way reads them, and says what is wrong with them. What shapes mean is not known here: the layout is
// the one that the long way would use.

import { type Block, emptyBlock, type Kernel } from "../kernels/kernel.js";
import { gather, isFlat, type View } from "../shape/view.js";
import type { Configured } from "../task/configured.js";
import { areFlags, isBytes } from "../task/flags.js";
import type { InOrder } from "../task/known-layouts.js";
import type { Layout } from "../task/layout.js";
import { type Call, isNone } from "../task/operands.js";
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

export function readCall(configured: Configured, args: Call): DirectCall | undefined {
  const { yTrue, yPred, sampleWeight, mask } = args;
  const hasLists = isList(yTrue) || isList(yPred) || isList(sampleWeight) || isList(mask);
  if (!hasLists) return readArrays(configured, args, undefined);
  return mayRoundLists(configured)
    ? withRooms((rooms) => readArrays(configured, args, rooms))
    : undefined;
}

/** Whether nothing looks at more digits of lists than float32 has. */
function mayRoundLists({ settings: { validate, dtype, ignoreLabel } }: Configured): boolean {
  return !validate && dtype !== "float64" && ignoreLabel === undefined;
}

/** What the arguments hold. */
interface HeldArguments {
  readonly yTrue: Held;
  readonly yPred: Held;
  readonly sampleWeight: Held | undefined;
  readonly mask: Held | undefined;
}

/**
 * Asks the caller's objects for all that they hold, in the order in which the long way does, and
 * leaves the answers in `asked`, where the long way finds them. Undefined where one is not for the
 * short way.
 */
function hold(args: Call, rooms: Rooms | undefined): HeldArguments | undefined {
  const asked: { -readonly [argument in keyof Rooms]: ReturnType<typeof held> | undefined } = {
    yTrue: undefined,
    yPred: undefined,
    sampleWeight: undefined,
    mask: undefined,
  };
  // Before anything is asked, since an item of a list may throw.
  args.asked = asked;
  asked.yTrue = held(args.yTrue, rooms?.yTrue);
  if (!asked.yTrue.kind) return undefined;
  asked.yPred = held(args.yPred, rooms?.yPred);
  if (!asked.yPred.kind) return undefined;
  if (!isNone(args.sampleWeight)) {
    asked.sampleWeight = held(args.sampleWeight, rooms?.sampleWeight);
    if (!asked.sampleWeight.kind) return undefined;
  }
  if (!isNone(args.mask)) {
    asked.mask = held(args.mask, rooms?.mask);
    if (!asked.mask.kind) return undefined;
  }
  return asked as HeldArguments;
}

function readArrays(
  { settings, kernels, layouts }: Configured,
  args: Call,
  rooms: Rooms | undefined,
): DirectCall | undefined {
  const given = hold(args, rooms);
  if (given === undefined) return undefined;
  const { yTrue, yPred, sampleWeight: weight, mask } = given;
  const found = layouts.inOrder(settings, yTrue.extent, yPred.extent, weight?.extent, mask?.extent);
  const dtype = dtypeOf(given, settings.dtype);
  if (found === undefined || dtype === undefined || !areFilled(given, found)) return undefined;
  const { layout } = found;
  const kernel = kernels.for(dtype, yPred.data);
  const { reduction, ignoreLabel } = settings;
  if (!fitsOneBlock(layout, reduction, kernel)) return undefined;
  const ignored = ignoreLabel && ignoredIn({ data: yTrue.data }, ignoreLabel);
  if (ignored !== undefined && !ignoresAsComputed(yTrue.data, ignored, dtype)) return undefined;
  const block = bring(kernel, dtype, layout, given);
  if (settings.validate) {
    const isAsGiven = yTrue.kind === floatKinds[dtype] || yTrue.kind === "Uint8Array";
    if (!isAsGiven || !isSurelySound(kernel, block, settings.fromLogits)) return undefined;
  }
  if (mask || ignored !== undefined) select(kernel, block, layout, mask, ignored);
  return {
    yTrue: yTrue.data,
    yPred: yPred.data,
    weight: weight?.data ?? null,
    mask: mask?.data ?? null,
    shape: found.yPred.shape,
    kernel,
    block,
    dtype,
    cells: layout.cells,
    selectsWithin: layout.selectsWithin,
    reduction,
  };
}

/** The compute dtype, where it is that of the predictions and nothing has too few digits for it. */
function dtypeOf(
  { yTrue, yPred, sampleWeight: weight }: HeldArguments,
  asked: Dtype | undefined,
): Dtype | undefined {
  const dtype = yPred.kind === floatKinds.float64 ? "float64" : "float32";
  const isOfIt = yPred.isList || yPred.kind === floatKinds[dtype];
  if (!isOfIt || dtype !== (asked ?? dtype)) return undefined;
  const lacksDigits = ({ isList, kind }: Held) => isList && kind !== "Uint8Array";
  return dtype === "float64" && (lacksDigits(yTrue) || (weight && lacksDigits(weight)))
    ? undefined
    : dtype;
}

/**
 * Whether the arrays have as many elements as they are said to have, and the mask is of flags: the
 * caller's objects may have done anything to memory while they were asked.
 */
function areFilled(
  { yTrue, yPred, sampleWeight: weight, mask }: HeldArguments,
  { layout: { size }, weights, flags }: InOrder,
): boolean {
  return (
    isFilled(yPred, size) &&
    isFilled(yTrue, size) &&
    (weight === undefined || isFilled(weight, weights)) &&
    (mask === undefined ||
      (isFilled(mask, flags) && isBytes(mask.data) && areFlags(mask.data, 0, flags)))
  );
}

function isFilled({ isList, data }: Held, count: number): boolean {
  return isList || lengthOf(data) === count;
}

function bring(
  kernel: Kernel,
  dtype: Dtype,
  { size, weight: weightView, posWeight }: Layout,
  { yTrue, yPred, sampleWeight: weight }: HeldArguments,
): Block {
  const { scratch } = kernel;
  const block = emptyBlock(scratch);
  const floats = floatKinds[dtype];
  kernel.begin();
  block.count = size;
  block.yTrue =
    yTrue.kind === "Uint8Array"
      ? within(kernel, yTrue, true, size, scratch.bytes)
      : within(kernel, yTrue, yTrue.kind === floats, size, scratch.labels);
  block.yPred = within(kernel, yPred, yPred.kind === floats, size, scratch.predictions);
  if (weight) {
    block.weights = scratch.weights;
    if (!isFlat(weightView!)) spread(weight.data, weightView!, size, scratch.weights);
    else block.weights = within(kernel, weight, weight.kind === floats, size, scratch.weights);
  }
  if (typeof posWeight === "number") block.posWeight = posWeight;
  else {
    const { data, view } = posWeight[dtype];
    block.posWeights = scratch.posWeights;
    spread(data, view, size, scratch.posWeights);
  }
  return block;
}

function select(
  kernel: Kernel,
  block: Block,
  { size, mask: view }: Layout,
  mask: Held | undefined,
  ignored: number | undefined,
): void {
  const { kept } = kernel.scratch;
  block.kept = kept;
  if (!mask) kept.fill(1, 0, size);
  else if (isFlat(view!)) copy(mask, size, kept);
  else spread(mask.data, view!, size, kept);
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

/** So few are copied one by one in less time than a view of them, or a walk, takes to make. */
const few = 256;

function copy({ data, isList }: Held, count: number, to: NumericArray): void {
  if (!isList) setElements(to, data);
  else if (count > few) setElements(to, subarrayOf(data, 0, count));
  else for (let i = 0; i < count; i++) to[i] = data[i]!;
}

/** Writes what several elements share as often as it is for one. */
function spread(shared: NumericArray, view: View, count: number, to: NumericArray): void {
  const { lengths, strides, offset } = view;
  const inner = lengths.length - 1;
  if (inner > 1 || count > few) {
    // It calls methods of the array, which must be ours for that.
    gather(subarrayOf(shared), view, 0, count, to);
    return;
  }
  const columns = lengths[inner]!;
  const step = strides[inner]!;
  const rowStep = inner === 1 ? strides[0]! : 0;
  for (let row = 0; row * columns < count; row++)
    for (let column = 0; column < columns; column++)
      to[row * columns + column] = shared[offset + row * rowStep + column * step]!;
}
