// The kernel in plain JavaScript: it runs the page of semantics, one element at a time, in double precision, and rounds
// where it stores. The sums that are asked for most have loops of their own.

import { type Formula, product, smooth } from "../semantics/element.js";
import { zeros } from "../tensor/ndarray.js";
import type { Dtype } from "../types.js";
import type { SumOfBlock } from "./javascript-sums.js";
import { type Block, emptyBlock, type Kernel, type Scratch } from "./kernel.js";

const blockSize = 2048;

const scratches: { [D in Dtype]?: Scratch } = {};

/** Shared by all kernels of a dtype: a block is brought and computed before the next one is. */
function scratchOf(dtype: Dtype): Scratch {
  const floats = () => zeros(dtype, blockSize);
  const bytes = () => new Uint8Array(blockSize);
  scratches[dtype] ??= {
    labels: floats(),
    bytes: bytes(),
    predictions: floats(),
    weights: floats(),
    kept: bytes(),
    posWeights: floats(),
    out: floats(),
  };
  return scratches[dtype];
}

function isPlain({ weights, kept, posWeights, posWeight }: Block): boolean {
  return weights === null && kept === null && posWeights === null && posWeight === 1;
}

/** @param sumOf A loop of its own for blocks with neither weights nor selection. */
export function createJavascriptKernel(formula: Formula, labelSmoothing: number, dtype: Dtype, sumOf?: SumOfBlock): Kernel {
  const { loss: lossOf, gradient: gradientOf, hessian: hessianOf } = formula;
  const scratch = scratchOf(dtype);
  return {
    blockSize,
    scratch,
    block: emptyBlock(scratch),
    reaches: () => true,

    sum(block) {
      if (sumOf && isPlain(block)) return sumOf(block, labelSmoothing, 1, null, 0);
      const { count, yTrue, yTrueAt, yPred, yPredAt, weights, weightsAt, kept, keptAt, posWeights, posWeightsAt, posWeight } = block;
      let total = 0;
      for (let i = 0; i < count; i++) {
        if (kept !== null && kept[keptAt + i] === 0) continue;
        const t = smooth(yTrue[yTrueAt + i]!, labelSmoothing);
        const loss = lossOf(t, yPred[yPredAt + i]!, posWeights ? posWeights[posWeightsAt + i]! : posWeight);
        total += weights ? product(weights[weightsAt + i]!, loss) : loss;
      }
      return total;
    },

    losses({ count, yTrue, yTrueAt, yPred, yPredAt, weights, weightsAt, kept, keptAt, posWeights, posWeightsAt, posWeight }, out, at) {
      for (let i = 0; i < count; i++) {
        if (kept !== null && kept[keptAt + i] === 0) {
          out[at + i] = 0;
          continue;
        }
        const t = smooth(yTrue[yTrueAt + i]!, labelSmoothing);
        const loss = lossOf(t, yPred[yPredAt + i]!, posWeights ? posWeights[posWeightsAt + i]! : posWeight);
        out[at + i] = weights ? product(weights[weightsAt + i]!, loss) : loss;
      }
    },

    valueAndGrad(block, scale, out, at) {
      if (sumOf && isPlain(block)) return sumOf(block, labelSmoothing, scale, out, at);
      const { count, yTrue, yTrueAt, yPred, yPredAt, weights, weightsAt, kept, keptAt, posWeights, posWeightsAt, posWeight } = block;
      let total = 0;
      for (let i = 0; i < count; i++) {
        if (kept !== null && kept[keptAt + i] === 0) {
          out[at + i] = 0;
          continue;
        }
        const t = smooth(yTrue[yTrueAt + i]!, labelSmoothing);
        const x = yPred[yPredAt + i]!;
        const w = posWeights ? posWeights[posWeightsAt + i]! : posWeight;
        const loss = lossOf(t, x, w);
        const gradient = gradientOf(t, x, w);
        total += weights ? product(weights[weightsAt + i]!, loss) : loss;
        out[at + i] = product(weights ? scale * weights[weightsAt + i]! : scale, gradient);
      }
      return total;
    },

    hessian(block, scale, out, at) {
      const { count, yTrue, yTrueAt, yPred, yPredAt, weights, weightsAt, kept, keptAt, posWeights, posWeightsAt, posWeight } = block;
      for (let i = 0; i < count; i++) {
        if (kept !== null && kept[keptAt + i] === 0) {
          out[at + i] = 0;
          continue;
        }
        const t = smooth(yTrue[yTrueAt + i]!, labelSmoothing);
        const hessian = hessianOf(t, yPred[yPredAt + i]!, posWeights ? posWeights[posWeightsAt + i]! : posWeight);
        out[at + i] = product(weights ? scale * weights[weightsAt + i]! : scale, hessian);
      }
    },
  };
}
