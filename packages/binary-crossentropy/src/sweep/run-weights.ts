// What a kernel computes of a block whose elements share a weight, which long runs of elements do.
// The kernel computes it without the weight, as fast as if there were none, and the result is
// multiplied. Where that would lose something, the kernel gets the weight once for each element.

import type { Block } from "../kernels/kernel.js";
import { product } from "../semantics/element.js";
import { isOrdinary } from "../semantics/products.js";
import type { Task } from "../task/task.js";
import { overlap } from "../tensor/intrinsics.js";
import type { FloatArray } from "../types.js";
import type { BlockLoader } from "./block-loader.js";

/** Sums below this may be made of subnormal losses alone, a block of them. */
const faintest = { float32: 2 ** -100, float64: 2 ** -1000 } as const;

/** Blocks that are not of runs go to the kernel as they are. */
export class RunWeights {
  readonly #task: Task;
  readonly #loader: BlockLoader;
  /** Whether derivatives are written over the predictions. */
  readonly #isInPlace: boolean;

  /** @param out Where derivatives are written, if they are. */
  constructor(task: Task, loader: BlockLoader, out: FloatArray | undefined) {
    this.#task = task;
    this.#loader = loader;
    this.#isInPlace = out !== undefined && loader.runLength > 0 && overlap(task.yPred.data, out);
  }

  /** Σ w L of a block. */
  sum(block: Block, start: number): number {
    const sum = this.#task.kernel.sum(block);
    if (this.#loader.runLength === 0) return sum;
    const weight = this.#loader.runWeight(start);
    // A weight of NaN is nothing to a block of which no element is kept.
    const isKnown = Number.isFinite(sum) && !Number.isNaN(weight) && !this.#isLost(weight, sum);
    return isKnown ? product(weight, sum) : this.#sumOneByOne(block, weight);
  }

  /** Σ w of a block. */
  sumOfWeights(block: Block, start: number): number {
    if (this.#loader.runLength === 0) return weightSum(block);
    const count = block.kept === null ? block.count : this.#task.kernel.countKept(block);
    return count === 0 ? 0 : count * this.#loader.runWeight(start);
  }

  /**
   * Writes scale · w · dL/dx from `out[at]` on.
   *
   * @returns Σ w L.
   */
  valueAndGrad(block: Block, start: number, scale: number, out: FloatArray, at: number): number {
    const { kernel } = this.#task;
    const weight = this.#weightApart(block, start, scale);
    if (weight === undefined) return kernel.valueAndGrad(block, scale, out, at);
    // Before the predictions are written over.
    const known = this.#isInPlace ? this.#lostSum(block, weight) : undefined;
    const sum = kernel.valueAndGrad(block, scale * weight, out, at);
    if (known !== undefined) return known;
    const isKnown = this.#isInPlace || !this.#isLost(weight, sum);
    return isKnown ? weight * sum : this.#sumOneByOne(block, weight);
  }

  /** Writes scale · w · d²L/dx² from `out[at]` on. */
  hessian(block: Block, start: number, scale: number, out: FloatArray, at: number): void {
    const weight = this.#weightApart(block, start, scale) ?? 1;
    this.#task.kernel.hessian(block, scale * weight, out, at);
  }

  /** The weight, where it multiplies the scale; else undefined, and the block has its weights. */
  #weightApart(block: Block, start: number, scale: number): number | undefined {
    if (this.#loader.runLength === 0) return undefined;
    const weight = this.#loader.runWeight(start);
    // A product that is no ordinary number is left to the kernel.
    if (isOrdinary(weight) && isOrdinary(scale * weight)) return weight;
    this.#loader.repeatRunWeight(block, weight);
    return undefined;
  }

  /** Whether the weight would bring back losses that have lost their digits, or left the range. */
  #isLost(weight: number, sum: number): boolean {
    return Math.abs(weight) > 1 && Math.abs(sum) < faintest[this.#task.dtype];
  }

  /** Σ w L where the weight would bring back what is lost, else undefined. */
  #lostSum(block: Block, weight: number): number | undefined {
    if (Math.abs(weight) <= 1 || !this.#isLost(weight, this.#task.kernel.sum(block)))
      return undefined;
    const sum = this.#sumOneByOne(block, weight);
    block.weights = null;
    return sum;
  }

  /** Σ w L, with the weight once for each element. */
  #sumOneByOne(block: Block, weight: number): number {
    this.#loader.repeatRunWeight(block, weight);
    return this.#task.kernel.sum(block);
  }
}

function weightSum({ weights, weightsAt, kept, keptAt, count }: Block): number {
  let sum = 0;
  for (let i = 0; i < count; i++)
    if (kept === null || kept[keptAt + i] !== 0) sum += weights![weightsAt + i]!;
  return sum;
}
