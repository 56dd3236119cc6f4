// The kernels of binary cross-entropy, and of losses that are computed already.

import { clipOf, type Formula, type FormulaOptions, formulaFor } from "../semantics/element.js";
import { crossentropyOf } from "../semantics/products.js";
import type { Dtype } from "../types.js";
import type { CreateKernel } from "./choose-kernel.js";
import { createJavascriptKernel } from "./javascript/javascript-kernel.js";
import {
  type SumOfBlock,
  sumOfLogits,
  sumOfLosses,
  sumOfProbabilities,
} from "./javascript/javascript-sums.js";
import type { Kernel } from "./kernel.js";
import { blocksOf } from "./wasm/blocks.js";
import { crossentropyOn } from "./wasm/crossentropy-elements.js";
import { createWasmKernel } from "./wasm/wasm-kernel.js";

export const createCrossentropyKernel: CreateKernel = (options, machine) => {
  const { labelSmoothing, dtype } = options;
  const formula = formulaFor(options);
  const plain = createJavascriptKernel(
    crossentropyOf(formula),
    labelSmoothing,
    dtype,
    sumFor(options, formula),
  );
  if (!machine || !options.isTame) return plain;
  const blocks = blocksOf(machine, dtype, plain);
  const elements = crossentropyOn(machine, blocks, options);
  return createWasmKernel(machine, dtype, blocks, elements, plain);
};

function sumFor(options: FormulaOptions, formula: Formula): SumOfBlock | undefined {
  if (options.fromLogits) return sumOfLogits;
  const clip = clipOf(options);
  return clip && options.dtype === "float32" ? sumOfProbabilities(clip, formula) : undefined;
}

/** The kernel for losses that are computed already: L = x, for labels that are 0. */
export function identityKernel(dtype: Dtype): Kernel {
  return createJavascriptKernel(
    crossentropyOf({
      loss: (_, x) => x,
      gradient: () => 1,
      hessian: () => 0,
      wide: (_, __, x) => [x, 0],
    }),
    0,
    dtype,
    sumOfLosses,
  );
}
