// The one file that knows every kernel, and chooses.

import { type FormulaOptions, formulaFor } from "../semantics/element.js";
import type { Kernel } from "./kernel.js";
import { createScalarKernel } from "./scalar.js";

/** The kernel for binary cross-entropy. Kernels hold no data: one serves every call with the same options. */
export function chooseKernel(options: FormulaOptions & { readonly labelSmoothing: number }): Kernel {
  return createScalarKernel(formulaFor(options), options.labelSmoothing);
}

/** The kernel for losses that are computed already: L = x. */
export function identityKernel(): Kernel {
  return createScalarKernel({ loss: (_, x) => x, gradient: () => 1, hessian: () => 0 }, 0);
}
