// The kernels of focal loss.

import { formulaFor } from "../semantics/element.js";
import { focalOf, missOfLogit, missOfProbability } from "../semantics/focal.js";
import type { CreateKernel } from "./choose-kernel.js";
import { createJavascriptKernel } from "./javascript/javascript-kernel.js";
import { blocksOf } from "./wasm/blocks.js";
import { focalOn } from "./wasm/focal-elements.js";
import { createWasmKernel } from "./wasm/wasm-kernel.js";

export const createFocalKernel: CreateKernel = (options, machine) => {
  const { fromLogits, labelSmoothing, dtype, focus } = options;
  const miss = fromLogits ? missOfLogit : missOfProbability;
  const element = focalOf(formulaFor(options), miss, focus!);
  const plain = createJavascriptKernel(element, labelSmoothing, dtype);
  if (!machine || !options.isTame) return plain;
  const blocks = blocksOf(machine, dtype, plain);
  const elements = focalOn(machine, blocks, { ...options, focus: focus! });
  return elements ? createWasmKernel(machine, dtype, blocks, elements, plain) : plain;
};
