// Brings one block of a task at a time into the form that kernels read. Only what is not in that
// form yet is copied.

import { type Block, emptyBlock, type Scratch } from "../kernels/kernel.js";
import { timesPower } from "../semantics/products.js";
import { gather, isFlat } from "../shape/view.js";
import { select, selects } from "../task/selection.js";
import type { Source, Task } from "../task/task.js";
import { isFloats, kindOf, setElements, subarrayOf } from "../tensor/intrinsics.js";
import type { FloatArray } from "../types.js";

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
  readonly #kernel: { readonly block: Block; readonly scratch: Scratch };
  readonly #labels: Uint8Array | FloatArray;
  readonly #hasLabels: boolean;
  readonly #hasPredictions: boolean;
  readonly #hasWeights: boolean;
  readonly #selects: boolean;
  /** Weights are multiplied by 2 to this power. */
  power = 0;

  constructor(task: Task) {
    const { kernel, dtype, yTrue, yPred, weight } = task;
    const { scratch } = kernel;
    const isBytes = kindOf(yTrue.data) === "Uint8Array" && isFlat(yTrue.view);
    const within = ({ data, view }: Source) =>
      isFlat(view) && isFloats(data, dtype) && kernel.reaches(data);
    this.#task = task;
    this.#kernel = { block: emptyBlock(scratch), scratch };
    this.#labels = isBytes ? scratch.bytes : scratch.labels;
    this.#hasLabels = within(yTrue) || (isBytes && kernel.reaches(yTrue.data as Uint8Array));
    this.#hasPredictions = within(yPred);
    this.#hasWeights = weight !== undefined && within(weight);
    this.#selects = selects(task);
  }

  /** The block of `count` elements from `start` on. */
  load(start: number, count: number): Block {
    const { yTrue, yPred, posWeight } = this.#task;
    const { block, scratch } = this.#kernel;
    this.weigh(start, count);
    const labels = this.#hasLabels ? null : this.#labels;
    block.yTrue = (labels ?? yTrue.data) as FloatArray | Uint8Array;
    block.yTrueAt = stage(yTrue, start, count, labels);
    const predictions = this.#hasPredictions ? null : scratch.predictions;
    block.yPred = (predictions ?? yPred.data) as FloatArray;
    block.yPredAt = stage(yPred, start, count, predictions);
    block.posWeight = typeof posWeight === "number" ? posWeight : 1;
    block.posWeights = typeof posWeight === "number" ? null : scratch.posWeights;
    block.posWeightsAt =
      typeof posWeight === "number" ? 0 : stage(posWeight, start, count, scratch.posWeights);
    return block;
  }

  /** A block that says which elements are kept and what they weigh, and nothing else. */
  weigh(start: number, count: number): Block {
    const { weight } = this.#task;
    const { block, scratch } = this.#kernel;
    this.select(start, count);
    if (weight) {
      const weights = this.#hasWeights && this.power === 0 ? null : scratch.weights;
      block.weights = (weights ?? weight.data) as FloatArray;
      block.weightsAt = stage(weight, start, count, weights);
    } else block.weights = null;
    if (this.power !== 0) this.#multiplyWeights(block);
    return block;
  }

  /**
   * Multiplies the weights, in the scratch array. A weight never becomes 0, which would take an
   * infinite loss away; next to a sum that is too large, the smallest number counts for no more.
   */
  #multiplyWeights(block: Block): void {
    const { weights } = this.#kernel.scratch;
    if (!block.weights) weights.fill(1);
    for (let i = 0; i < block.count; i++)
      weights[i] = timesPower(weights[i]!, this.power) || Math.sign(weights[i]!) * Number.MIN_VALUE;
    block.weights = weights;
    block.weightsAt = 0;
  }

  /** A block that says which elements are kept, and nothing else. */
  select(start: number, count: number): Block {
    const { block, scratch } = this.#kernel;
    block.count = count;
    block.keptAt = 0;
    block.kept = this.#selects ? scratch.kept : null;
    if (block.kept) select(this.#task, start, count, block.kept);
    return block;
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
  if (isFlat(view) && kindOf(data) === kindOf(scratch)) {
    copy(data as FloatArray, view.offset + start, count, scratch, 0);
  } else gather(data, view, start, count, scratch);
  return 0;
}
