// Binary cross-entropy in WASM: which kernel of assembly/ computes a block, and with what arguments.

import { clipOf, type FormulaOptions } from "../../semantics/element.js";
import type { Dialect, Dtype } from "../../types.js";
import type { Block } from "../kernel.js";
import type { Blocks } from "./blocks.js";
import type { Elements } from "./elements.js";
import type { Machine } from "./machine.js";
import { Dialect as KernelDialect, Want } from "./numbers.js";

/** The kernels have one for both of Keras's, which differ in what is added behind the clip. */
const dialects: { readonly [D in Dialect]: number } = {
  keras2: KernelDialect.Clipped,
  keras3: KernelDialect.Clipped,
  exact: KernelDialect.Exact,
  torch: KernelDialect.Torch,
};

/** How small what a product is made of may be: assembly/probabilities.ts. */
const smallestFactor = 2 ** -30;
/**
 * Number of float32 elements from which the losses are summed up as the logarithm of a product. The
 * sum of fewer is that of the losses themselves: they are rounded, and where a few make up the sum
 * the two ways would differ by more than a unit in the last place.
 */
const fewestOfProduct = 32;

/**
 * Up to these logits a loss is a normal number, and so is what a soft label leaves of it: `Farthest`
 * of assembly/constants.ts.
 */
const farthestOf: { readonly [D in Dtype]: number } = { float32: 70, float64: 670 };

export function crossentropyOn(
  machine: Machine,
  { labels, predictions, weights, kept, posWeights, begin }: Blocks,
  options: FormulaOptions & { readonly labelSmoothing: number },
): Elements {
  const { fromLogits, dialect: name, dtype, labelSmoothing } = options;
  const run = machine.exports[dtype];
  const farthest = farthestOf[dtype];
  const { spare } = machine;
  const dialect = fromLogits ? KernelDialect.Logits : dialects[name];
  const isKeras = dialect === KernelDialect.Clipped;
  const { lowest, highest, added } = isKeras
    ? clipOf(options)!
    : { lowest: 0, highest: 1, added: 0 };
  const multiplies = isKeras && Math.min(lowest + added, 1 - highest + added) >= smallestFactor;
  const keep = 1 - labelSmoothing;
  const rest = labelSmoothing / 2;

  function general(what: number, block: Block, w: number, scale: number, out: number): number {
    const { count, posWeight } = block;
    begin();
    return run.general(
      what,
      dialect,
      count,
      labels(block),
      predictions(block),
      w,
      kept(block),
      posWeights(block),
      posWeight,
      keep,
      rest,
      lowest,
      highest,
      added,
      scale,
      out,
    );
  }

  /** Whether a loop of its own computes it: there is none for posWeight of smoothed labels. */
  function isQuick({ posWeights, posWeight }: Block): boolean {
    if (dialect !== KernelDialect.Logits && !multiplies) return false;
    return rest === 0 || (posWeights === null && posWeight === 1);
  }

  /**
   * Σ w L; unless they are 0 `losses` gets w L, and `out` scale · factors · dL/dx. The sum counts
   * only where losses are not written, or are weighted.
   */
  function quick(
    block: Block,
    w: number,
    scale: number,
    factors: number,
    out: number,
    losses: number,
  ): number {
    begin();
    return run.quick(
      dialect,
      block.count,
      labels(block),
      predictions(block),
      w,
      kept(block),
      posWeights(block),
      block.posWeight,
      keep,
      rest,
      lowest,
      highest,
      added,
      scale,
      factors,
      out,
      losses === 0 ? spare.losses : losses,
      losses !== 0,
    );
  }

  // PyTorch's has too many roundings for vectors of doubles, which have no wider ones.
  const isCarefulHessian = dialect === KernelDialect.Torch && dtype === "float64";

  return {
    sum(block, scale, out) {
      const isFew = dtype === "float32" && block.count < fewestOfProduct;
      const w = weights(block);
      if (!isFew && isQuick(block)) return quick(block, w, scale, w, out, 0);
      return general(out === 0 ? Want.Sum : Want.Sum | Want.Gradient, block, w, scale, out);
    },

    losses(block, w, out) {
      if (isQuick(block)) quick(block, w, 1, 0, 0, out);
      else general(Want.Losses, block, w, 1, out);
    },

    gradient(block, factors, out) {
      if (isQuick(block)) quick(block, 0, 1, factors, out, 0);
      else general(Want.Gradient, block, factors, 1, out);
    },

    mayVanish: (block) =>
      fromLogits && run.within(block.count, predictions(block), -farthest, farthest) === 0,

    both(block, factors, losses, out) {
      const isAtOnce = isQuick(block) && block.weights === null;
      if (isAtOnce) quick(block, 0, 1, factors, out, losses);
      return isAtOnce;
    },

    hessian: isCarefulHessian
      ? undefined
      : (block, w, scale, out) => void general(Want.Hessian, block, w, scale, out),
  };
}
