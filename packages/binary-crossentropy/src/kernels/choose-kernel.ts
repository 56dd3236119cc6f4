// The one file that knows every kernel. It chooses among them.

import { clipOf, type Formula, type FormulaOptions, formulaFor } from "../semantics/element.js";
import type { Dtype } from "../types.js";
import { createJavascriptKernel } from "./javascript/javascript-kernel.js";
import {
  type SumOfBlock,
  sumOfLogits,
  sumOfLosses,
  sumOfProbabilities,
} from "./javascript/javascript-sums.js";
import type { Kernel } from "./kernel.js";
import { machineOf } from "./machines.js";
import type { Machine } from "./wasm/machine.js";
import { createWasmKernel } from "./wasm/wasm-kernel.js";

/** What kernels are made of. */
export type KernelOptions = Omit<FormulaOptions, "dtype"> & {
  readonly labelSmoothing: number;
  /** Whether smoothing and posWeight leave a vector of floats room for what they multiply. */
  readonly isTame: boolean;
};

interface TameOptions {
  readonly labelSmoothing: number;
  readonly posWeight: number | readonly number[] | undefined;
}

/** Whether label smoothing and posWeight are 0, or far from the ends of the range of float32. */
export function isTame({ labelSmoothing, posWeight = 1 }: TameOptions): boolean {
  return [labelSmoothing, posWeight]
    .flat()
    .every((x) => x === 0 || (x >= 2 ** -30 && x <= 2 ** 30));
}

const origins = new WeakMap<Kernel, KernelOptions>();

/**
 * What a kernel was made of, so that another thread can make its own; undefined for {@link
 * identityKernel}.
 */
export function optionsOf(kernel: Kernel): KernelOptions | undefined {
  return origins.get(kernel);
}

/** Stands for the machine where there is none. */
const javascript = {};

/** The kernels of one loss. They hold no data, so the same kernel serves every call. */
export class Kernels {
  readonly #options: KernelOptions;
  // Weak, so that a machine, with the memory that a caller made, can be collected.
  readonly #made = new WeakMap<object, { [D in Dtype]: Kernel | undefined }>();

  constructor(options: KernelOptions) {
    this.#options = options;
  }

  /** The kernel for a compute dtype that reaches the array, if any does. */
  for(dtype: Dtype, array: ArrayBufferView): Kernel {
    const machine = machineOf(array);
    let made = this.#made.get(machine ?? javascript);
    if (!made) {
      made = { float32: undefined, float64: undefined };
      this.#made.set(machine ?? javascript, made);
    }
    made[dtype] ??= this.#create(dtype, machine);
    return made[dtype];
  }

  #create(dtype: Dtype, machine: Machine | null): Kernel {
    const options = { ...this.#options, dtype };
    const formula = formulaFor(options);
    const plain = createJavascriptKernel(
      formula,
      options.labelSmoothing,
      dtype,
      sumFor(options, formula),
    );
    const kernel = machine && options.isTame ? createWasmKernel(options, machine, plain) : plain;
    origins.set(kernel, this.#options);
    return kernel;
  }
}

function sumFor(options: FormulaOptions, formula: Formula): SumOfBlock | undefined {
  if (options.fromLogits) return sumOfLogits;
  const clip = clipOf(options);
  return clip && options.dtype === "float32" ? sumOfProbabilities(clip, formula) : undefined;
}

/** The kernel for losses that are computed already: L = x, for labels that are 0. */
export function identityKernel(dtype: Dtype): Kernel {
  return createJavascriptKernel(
    { loss: (_, x) => x, gradient: () => 1, hessian: () => 0, wide: (_, __, x) => [x, 0] },
    0,
    dtype,
    sumOfLosses,
  );
}
