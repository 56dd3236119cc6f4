// The kernel in plain JavaScript: one element at a time, in double precision, rounded where it is stored.

import { type Formula, product, smooth } from "../semantics/element.js";
import type { Block, Kernel } from "./kernel.js";

export function createScalarKernel({ loss, gradient, hessian }: Formula, labelSmoothing: number): Kernel {
  const label = (block: Block, i: number) => smooth(block.yTrue[block.yTrueAt + i]!, labelSmoothing);
  const posWeight = (block: Block, i: number) => (block.posWeights === null ? block.posWeight : block.posWeights[i]!);
  const coefficient = (block: Block, i: number) => (block.coefficients === null ? 1 : block.coefficients[i]!);
  const isLeftOut = (block: Block, i: number) => block.kept !== null && block.kept[i] === 0;
  const weighted = (block: Block, i: number) =>
    product(coefficient(block, i), loss(label(block, i), block.yPred[block.yPredAt + i]!, posWeight(block, i)));

  return {
    sum(block) {
      let total = 0;
      for (let i = 0; i < block.count; i++) if (!isLeftOut(block, i)) total += weighted(block, i);
      return total;
    },

    losses(block, out) {
      for (let i = 0; i < block.count; i++) out[i] = isLeftOut(block, i) ? 0 : weighted(block, i);
    },

    valueAndGrad(block, scale, out, at) {
      let total = 0;
      for (let i = 0; i < block.count; i++) {
        if (isLeftOut(block, i)) {
          out[at + i] = 0;
          continue;
        }
        const t = label(block, i);
        const x = block.yPred[block.yPredAt + i]!;
        const w = posWeight(block, i);
        const a = coefficient(block, i);
        total += product(a, loss(t, x, w));
        out[at + i] = product(scale * a, gradient(t, x, w));
      }
      return total;
    },

    hessian(block, scale, out, at) {
      for (let i = 0; i < block.count; i++) {
        const x = block.yPred[block.yPredAt + i]!;
        out[at + i] = isLeftOut(block, i) ? 0 : product(scale * coefficient(block, i), hessian(label(block, i), x, posWeight(block, i)));
      }
    },
  };
}
