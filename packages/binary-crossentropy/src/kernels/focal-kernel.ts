// The kernels of focal loss.

import { formulaFor, missOfLogit, missOfProbability } from "../semantics/element.js";
import { focalOf } from "../semantics/products.js";
import type { CreateKernel } from "./choose-kernel.js";
import { createCrossentropyKernel } from "./crossentropy-kernel.js";
import { createJavascriptKernel } from "./javascript/javascript-kernel.js";

export const createFocalKernel: CreateKernel = (options, machine) => {
  const { fromLogits, labelSmoothing, dtype, focus } = options;
  const { gamma, alpha } = focus!;
  // What is not focused is binary cross-entropy, to the bit.
  if (gamma === 0 && alpha === undefined) return createCrossentropyKernel(options, machine);
  const miss = fromLogits ? missOfLogit : missOfProbability;
  return createJavascriptKernel(focalOf(formulaFor(options), miss, focus!), labelSmoothing, dtype);
};
