// The kernel for losses, or for derivatives, that are computed already: each is x, whatever its label.
// What is left are weights and selection, in one loop, and sums without either in another.

import { type Formula, product } from "../semantics/element.js";
import { crossentropyOf, isOrdinary, weighted } from "../semantics/products.js";
import type { Dtype, FloatArray } from "../types.js";
import { createJavascriptKernel } from "./javascript/javascript-kernel.js";
import type { Block, Kernel } from "./kernel.js";

const itself = (_: number, x: number) => x;

const formula: Formula = {
  loss: itself,
  gradient: itself,
  hessian: itself,
  wide: (_, __, x) => [x, 0],
};

const made = new Map<Dtype, Kernel>();

/** They hold no data, so that one of each dtype serves every call. */
export function identityKernel(dtype: Dtype): Kernel {
  const kernel = made.get(dtype) ?? createIdentityKernel(dtype);
  made.set(dtype, kernel);
  return kernel;
}

function createIdentityKernel(dtype: Dtype): Kernel {
  // Of numbers of float32 a few can be multiplied in any order.
  const isWide = dtype === "float64";

  /** Σ w x; where there is an `out` it gets scale · w x from `out[at]` on. */
  function run(block: Block, scale: number, out: FloatArray | null, at: number): number {
    const { count, yPred, yPredAt, weights, weightsAt, kept, keptAt } = block;
    let total = 0;
    for (let i = 0; i < count; i++) {
      if (kept !== null && kept[keptAt + i] === 0) {
        if (out !== null) out[at + i] = 0;
        continue;
      }
      const x = yPred[yPredAt + i]!;
      const weight = weights === null ? 1 : weights[weightsAt + i]!;
      const wx = product(weight, x);
      total += wx;
      if (out === null) continue;
      out[at + i] =
        isWide && !isOrdinary(wx)
          ? weighted(formula, "loss", 1, 0, x, { scale, weight, posWeight: 1 })
          : product(scale, wx);
    }
    return total;
  }

  return {
    ...createJavascriptKernel(crossentropyOf(formula), 0, dtype),
    isLabelFree: true,
    sum: (block) =>
      block.weights === null && block.kept === null ? sumOf(block) : run(block, 1, null, 0),
    losses(block, out, at) {
      run(block, 1, out, at);
    },
    valueAndGrad: run,
  };
}

/** Σ x. */
function sumOf({ count, yPred, yPredAt }: Block): number {
  let total = 0;
  for (let i = yPredAt; i < yPredAt + count; i++) total += yPred[i]!;
  return total;
}
