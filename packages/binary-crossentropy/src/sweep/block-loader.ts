// Brings one block of a task at a time into the form that kernels read. Only what is not in that
// form yet is copied.

import { type Block, emptyBlock, type Kernel } from "../kernels/kernel.js";
import { timesPower } from "../semantics/products.js";
import { gather, indexOf, isFlat, lengthOfRun } from "../shape/view.js";
import { ignoresAsComputed, select, selectByMask, selects } from "../task/selection.js";
import type { Source, Task } from "../task/task.js";
import { isFloats, kindOf, setElements, subarrayOf } from "../tensor/intrinsics.js";
import { roundTo } from "../tensor/ndarray.js";
import type { FloatArray } from "../types.js";

/** How many elements one weight must have for the weight to be kept out of the kernel. */
export const shortestRun = 64;

/** Copies `count` elements to an array of the same kind. */
export function copy(
  from: FloatArray | Uint8Array,
  at: number,
  count: number,
  to: FloatArray | Uint8Array,
  toAt: number,
): void {
  setElements(to, from.length === count ? from : subarrayOf(from, at, count), toAt);
}

export class BlockLoader {
  readonly #task: Task;
  readonly #kernel: Kernel;
  readonly #block: Block;
  readonly #labels: Uint8Array | FloatArray;
  readonly #hasLabels: boolean;
  readonly #hasPredictions: boolean;
  readonly #hasWeights: boolean;
  readonly #selects: boolean;
  readonly #ignoresAsComputed: boolean;
  /** Whether the kernel reads labels that the selection has not brought already. */
  readonly #needsLabels: boolean;
  /**
   * Number of elements that share a weight, one run of them after the other; 0 where weights go to
   * the kernel one by one.
   */
  readonly runLength: number;
  readonly #power: number;

  /**
   * @param power Weights are multiplied by 2 to this power.
   * @param unit Number of elements that must share a weight for it to be kept out of the kernel; 0
   * where no weight is.
   */
  constructor(task: Task, power: number, unit: number) {
    const { kernel, dtype, yTrue, yPred, weight } = task;
    const { scratch } = kernel;
    const isBytes = kindOf(yTrue.data) === "Uint8Array" && isFlat(yTrue.view);
    const within = ({ data, view }: Source) =>
      isFlat(view) && isFloats(data, dtype) && kernel.reaches(data);
    this.#task = task;
    this.#kernel = kernel;
    this.#block = emptyBlock(scratch);
    this.#labels = isBytes ? scratch.bytes : scratch.labels;
    this.#hasLabels = within(yTrue) || (isBytes && kernel.reaches(yTrue.data as Uint8Array));
    this.#hasPredictions = within(yPred);
    this.#hasWeights = weight !== undefined && within(weight);
    this.#selects = selects(task);
    this.#ignoresAsComputed = ignoresAsComputed(yTrue.data, task.ignoreLabel, dtype);
    this.#needsLabels = !this.#ignoresAsComputed && !kernel.isLabelFree;
    const run = weight === undefined ? 0 : lengthOfRun(weight.view);
    this.runLength = unit > 0 && run >= shortestRun && run % unit === 0 ? run : 0;
    this.#power = power;
  }

  /** The block of `count` elements from `start` on. */
  load(start: number, count: number): Block {
    const block = this.weigh(start, count);
    const { yPred, posWeight } = this.#task;
    const { scratch } = this.#kernel;
    if (this.#needsLabels) this.#loadLabels(start, count);
    const predictions = this.#hasPredictions ? null : scratch.predictions;
    block.yPred = (predictions ?? yPred.data) as FloatArray;
    block.yPredAt = stage(yPred, start, count, predictions);
    if (typeof posWeight === "number") block.posWeight = posWeight;
    else {
      block.posWeights = scratch.posWeights;
      block.posWeightsAt = stage(posWeight, start, count, scratch.posWeights);
    }
    return block;
  }

  /** A block that says which elements are kept and what they weigh, and nothing else. */
  weigh(start: number, count: number): Block {
    const { weight } = this.#task;
    const { scratch } = this.#kernel;
    const block = this.select(start, count);
    block.weights = null;
    if (this.runLength > 0) return block;
    if (weight) {
      const weights = this.#hasWeights && this.#power === 0 ? null : scratch.weights;
      block.weights = (weights ?? weight.data) as FloatArray;
      block.weightsAt = stage(weight, start, count, weights);
    }
    if (this.#power !== 0) this.#multiplyWeights(block);
    return block;
  }

  /** A block that says which elements are kept, and nothing else. */
  select(start: number, count: number): Block {
    const block = this.#block;
    block.count = count;
    if (!this.#selects) return block;
    const { kept } = this.#kernel.scratch;
    block.kept = kept;
    block.keptAt = 0;
    if (!this.#ignoresAsComputed) select(this.#task, start, count, kept);
    else {
      selectByMask(this.#task, start, count, kept);
      this.#loadLabels(start, count);
      this.#kernel.ignore(block, this.#task.ignoreLabel!);
    }
    return block;
  }

  /** The weight of the run that the element lies in. */
  runWeight(start: number): number {
    const { weight, dtype } = this.#task;
    const { data, view } = weight!;
    return this.#raised(roundTo(dtype, data[indexOf(view, start)]!));
  }

  /** As {@link weigh}, for a run: its weight as an array. */
  repeatRunWeight(block: Block, weight: number): void {
    const { weights } = this.#kernel.scratch;
    weights.fill(weight, 0, block.count);
    block.weights = weights;
    block.weightsAt = 0;
  }

  #loadLabels(start: number, count: number): void {
    const { yTrue } = this.#task;
    const labels = this.#hasLabels ? null : this.#labels;
    this.#block.yTrue = (labels ?? yTrue.data) as FloatArray | Uint8Array;
    this.#block.yTrueAt = stage(yTrue, start, count, labels);
  }

  /** Multiplies the weights, in the scratch array. */
  #multiplyWeights(block: Block): void {
    const { weights } = this.#kernel.scratch;
    if (!block.weights) weights.fill(1);
    for (let i = 0; i < block.count; i++) weights[i] = this.#raised(weights[i]!);
    block.weights = weights;
    block.weightsAt = 0;
  }

  /**
   * A weight times the power. It never becomes 0, which would take an infinite loss away; next to a
   * sum that is too large, the smallest number counts for no more.
   */
  #raised(weight: number): number {
    if (this.#power === 0) return weight;
    return timesPower(weight, this.#power) || Math.sign(weight) * Number.MIN_VALUE;
  }
}

/**
 * Where the block's elements begin, in the source itself or, copied and rounded, in the scratch
 * array.
 */
function stage(
  { data, view }: Source,
  start: number,
  count: number,
  scratch: FloatArray | Uint8Array | null,
): number {
  if (scratch === null) return view.offset + start;
  if (isFlat(view)) copy(data as FloatArray, view.offset + start, count, scratch, 0);
  else gather(data, view, start, count, scratch);
  return 0;
}
