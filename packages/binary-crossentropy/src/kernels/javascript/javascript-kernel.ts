// The kernel in plain JavaScript: it runs the page of semantics, one element at a time, in double
// precision, and rounds where it stores. The most common sums have loops of their own.

import { type Quantity, smooth } from "../../semantics/element.js";
import { type ElementLoss, isOrdinary } from "../../semantics/products.js";
import { zeros } from "../../tensor/ndarray.js";
import type { Dtype, FloatArray } from "../../types.js";
import type { Block, Kernel, Scratch } from "../kernel.js";
import type { SumOfBlock } from "./javascript-sums.js";

const blockSize = 2048;

const scratches = new Map<Dtype, Scratch>();

/**
 * Scratch arrays that all kernels of a dtype share: a block is brought and computed before the next
 * one is.
 */
function scratchOf(dtype: Dtype): Scratch {
  const floats = () => zeros(dtype, blockSize);
  const bytes = () => new Uint8Array(blockSize);
  const made = scratches.get(dtype);
  if (made) return made;
  const out = floats();
  const scratch = {
    labels: floats(),
    bytes: bytes(),
    predictions: floats(),
    weights: floats(),
    kept: bytes(),
    posWeights: floats(),
    out,
    beginning: out,
  };
  scratches.set(dtype, scratch);
  return scratch;
}

/**
 * Whether the logarithms of the losses can be taken together. A single loss is what {@link
 * Kernel.losses} gives, to the bit.
 */
function isPlain({ count, weights, kept, posWeights, posWeight }: Block): boolean {
  return count > 1 && weights === null && kept === null && posWeights === null && posWeight === 1;
}

/** What is written: nothing, the losses, or one of their derivatives. */
type Written = "nothing" | "losses" | Exclude<Quantity, "loss">;

/** @param sumOf A faster loop for blocks with neither weights nor selection. */
export function createJavascriptKernel(
  element: ElementLoss,
  labelSmoothing: number,
  dtype: Dtype,
  sumOf?: SumOfBlock,
): Kernel {
  const scratch = scratchOf(dtype);

  /** Computes a block. Returns Σ w L, or 0 for second derivatives, which need no losses. */
  function run(block: Block, written: Written, scale: number, out: FloatArray, at: number): number {
    const {
      count,
      yTrue,
      yTrueAt,
      yPred,
      yPredAt,
      weights,
      weightsAt,
      kept,
      keptAt,
      posWeights,
      posWeightsAt,
      posWeight,
    } = block;
    const derivativeOf = element[written === "nothing" || written === "losses" ? "loss" : written];
    let total = 0;
    for (let i = 0; i < count; i++) {
      if (kept !== null && kept[keptAt + i] === 0) {
        if (written !== "nothing") out[at + i] = 0;
        continue;
      }
      const y = yTrue[yTrueAt + i]!;
      const A = smooth(1 - y, labelSmoothing);
      const t = smooth(y, labelSmoothing);
      const x = yPred[yPredAt + i]!;
      const factor = posWeights ? posWeights[posWeightsAt + i]! : posWeight;
      const weight = weights ? weights[weightsAt + i]! : 1;
      // Before anything is written: `out` may be any of the arrays that are read.
      const loss =
        written === "hessian"
          ? 0
          : times("loss", 1, weight, element.loss(A, t, x, factor), A, t, x, factor);
      total += loss;
      if (written === "losses") out[at + i] = loss;
      else if (written !== "nothing") {
        // Where the loss is flat no label counts, NaN neither.
        const [a, b] = element.isFlat?.(x) ? [0, 0] : [A, t];
        const value = derivativeOf(a, b, x, factor);
        out[at + i] = times(written, scale, weight, value, a, b, x, factor);
      }
    }
    return total;
  }

  /**
   * scale · weight · value, where the value is the quantity as it was computed of A, t, x and
   * posWeight.
   */
  function times(
    quantity: Quantity,
    scale: number,
    weight: number,
    value: number,
    A: number,
    t: number,
    x: number,
    posWeight: number,
  ): number {
    const multiplier = scale * weight;
    // A product of two is what it is, and scales with the weight to the bit.
    const isPlain =
      scale === 1 || isOrdinary(multiplier) || weight === 0 || Math.abs(weight) === Infinity;
    if (isPlain && isOrdinary(value) && (posWeight === 1 || t === 0 || isOrdinary(t * posWeight)))
      return multiplier * value;
    return element.weighted(quantity, A, t, x, { scale, weight, posWeight });
  }

  return {
    blockSize,
    scratch,
    begin() {},
    reaches: () => true,

    sum: (block) =>
      sumOf && isPlain(block)
        ? sumOf(block, labelSmoothing, 1, null, 0)
        : run(block, "nothing", 1, scratch.out, 0),

    losses(block, out, at) {
      run(block, "losses", 1, out, at);
    },

    valueAndGrad: (block, scale, out, at) =>
      sumOf && isPlain(block)
        ? sumOf(block, labelSmoothing, scale, out, at)
        : run(block, "gradient", scale, out, at),

    hessian(block, scale, out, at) {
      run(block, "hessian", scale, out, at);
    },

    cells: undefined,
    areWithin: undefined,

    countKept({ kept, keptAt, count }) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += kept![keptAt + i]!;
      return sum;
    },

    ignore({ count, yTrue, yTrueAt, kept, keptAt }, label) {
      const isNone = label !== label;
      for (let i = 0; i < count; i++) {
        const y = yTrue[yTrueAt + i]!;
        if (y === label || (isNone && y !== y)) kept![keptAt + i] = 0;
      }
    },
  };
}
