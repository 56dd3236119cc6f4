// The kernels of a loss, made for the memories that its data lies in. How one is made comes with the
// loss: crossentropy-kernel.ts, focal-kernel.ts.

import type { FormulaOptions } from "../semantics/element.js";
import type { Focus } from "../semantics/focal.js";
import type { Dtype } from "../types.js";
import type { Kernel } from "./kernel.js";
import { machineOf } from "./machines.js";
import type { Machine } from "./wasm/machine.js";

/** What kernels are made of. */
export type KernelOptions = Omit<FormulaOptions, "dtype"> & {
  readonly labelSmoothing: number;
  /** Whether smoothing and posWeight leave a vector of floats room for what they multiply. */
  readonly isTame: boolean;
  /** What makes it focal loss. */
  readonly focus: Focus | undefined;
};

/** Makes the kernel of a loss on a machine, or in JavaScript where there is none. */
export type CreateKernel = (
  options: KernelOptions & FormulaOptions,
  machine: Machine | null,
) => Kernel;

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
 * What a kernel was made of, so that another thread can make its own; undefined for that of losses
 * that are computed already.
 */
export function optionsOf(kernel: Kernel): KernelOptions | undefined {
  return origins.get(kernel);
}

/** Stands for the machine where there is none. */
const javascript = {};

/** The kernels of one loss. They hold no data, so the same kernel serves every call. */
export class Kernels {
  readonly #options: KernelOptions;
  readonly #create: CreateKernel;
  // Weak, so that a machine, with the memory that a caller made, can be collected.
  readonly #made = new WeakMap<object, { [D in Dtype]: Kernel | undefined }>();

  constructor(options: KernelOptions, create: CreateKernel) {
    this.#options = options;
    this.#create = create;
  }

  /** The kernel for a compute dtype that reaches the array, if any does. */
  for(dtype: Dtype, array: ArrayBufferView): Kernel {
    const machine = machineOf(array);
    let made = this.#made.get(machine ?? javascript);
    if (!made) {
      made = { float32: undefined, float64: undefined };
      this.#made.set(machine ?? javascript, made);
    }
    let kernel = made[dtype];
    if (!kernel) {
      kernel = this.#create({ ...this.#options, dtype }, machine);
      origins.set(kernel, this.#options);
      made[dtype] = kernel;
    }
    return kernel;
  }
}
