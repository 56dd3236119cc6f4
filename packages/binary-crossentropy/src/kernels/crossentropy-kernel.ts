// The kernels of binary cross-entropy.

import { clipOf, type Formula, type FormulaOptions, formulaFor } from "../semantics/element.js";
import { crossentropyOf } from "../semantics/products.js";
import type { CreateKernel } from "./choose-kernel.js";
import { createJavascriptKernel } from "./javascript/javascript-kernel.js";
import { type SumOfBlock, sumOfLogits, sumOfProbabilities } from "./javascript/javascript-sums.js";
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
