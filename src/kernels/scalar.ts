// The kernel in plain JavaScript: it runs the page of semantics, one element at a time, in double precision, and rounds
// where it stores.

import { type Formula, product, smooth } from "../semantics/element.js";
import type { Kernel } from "./kernel.js";

export function createScalarKernel({ loss: lossOf, gradient: gradientOf, hessian: hessianOf }: Formula, labelSmoothing: number): Kernel {
  return {
    losses({ count, yTrue, yTrueAt, yPred, yPredAt, coefficients, kept, posWeights, posWeight }, out) {
      let total = 0;
      for (let i = 0; i < count; i++) {
        let weighted = 0;
        if (kept === null || kept[i] !== 0) {
          const t = smooth(yTrue[yTrueAt + i]!, labelSmoothing);
          const loss = lossOf(t, yPred[yPredAt + i]!, posWeights ? posWeights[i]! : posWeight);
          weighted = coefficients ? product(coefficients[i]!, loss) : loss;
        }
        total += weighted;
        if (out !== null) out[i] = weighted;
      }
      return total;
    },

    valueAndGrad({ count, yTrue, yTrueAt, yPred, yPredAt, coefficients, kept, posWeights, posWeight }, scale, out, at) {
      let total = 0;
      for (let i = 0; i < count; i++) {
        if (kept !== null && kept[i] === 0) {
          out[at + i] = 0;
          continue;
        }
        const t = smooth(yTrue[yTrueAt + i]!, labelSmoothing);
        const x = yPred[yPredAt + i]!;
        const w = posWeights ? posWeights[i]! : posWeight;
        const loss = lossOf(t, x, w);
        const gradient = gradientOf(t, x, w);
        total += coefficients ? product(coefficients[i]!, loss) : loss;
        out[at + i] = product(coefficients ? scale * coefficients[i]! : scale, gradient);
      }
      return total;
    },

    hessian({ count, yTrue, yTrueAt, yPred, yPredAt, coefficients, kept, posWeights, posWeight }, scale, out, at) {
      for (let i = 0; i < count; i++) {
        const t = smooth(yTrue[yTrueAt + i]!, labelSmoothing);
        const hessian = hessianOf(t, yPred[yPredAt + i]!, posWeights ? posWeights[i]! : posWeight);
        const isLeftOut = kept !== null && kept[i] === 0;
        out[at + i] = isLeftOut ? 0 : product(coefficients ? scale * coefficients[i]! : scale, hessian);
      }
    },
  };
}
