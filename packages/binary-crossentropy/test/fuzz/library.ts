// What of the package is put to the test, so that its sources and what is built of them can be.

import type { KernelMemory } from "binary-crossentropy";

type Core = Pick<
  typeof import("binary-crossentropy"),
  | "BinaryCrossentropy"
  | "binaryCrossentropy"
  | "BinaryFocalCrossentropy"
  | "binaryFocalCrossentropy"
  | "metrics"
>;

export interface Library extends Core {
  /** A memory of this run, for arrays that are given back. */
  kernelMemory(): KernelMemory;
  sharedKernelMemory(): Pick<KernelMemory, "free"> & {
    uint8(length: number): Uint8Array<ArrayBufferLike>;
  };
}

/** The most that the arrays of a call take. */
const byteLength = 2 ** 21;

type Memories = {
  readonly KernelMemory: new (options: {
    byteLength: number;
  }) => ReturnType<Library["kernelMemory"]>;
  readonly SharedKernelMemory: new (options: {
    byteLength: number;
  }) => ReturnType<Library["sharedKernelMemory"]>;
};

/** With memories that are made when they are first needed, for the kernels that there are then. */
export function libraryOf(core: Core & Memories): Library {
  let kernel: ReturnType<Library["kernelMemory"]> | undefined;
  let shared: ReturnType<Library["sharedKernelMemory"]> | undefined;
  const { BinaryCrossentropy, binaryCrossentropy, metrics } = core;
  const { BinaryFocalCrossentropy, binaryFocalCrossentropy } = core;
  return {
    BinaryCrossentropy,
    binaryCrossentropy,
    BinaryFocalCrossentropy,
    binaryFocalCrossentropy,
    metrics,
    kernelMemory: () => (kernel ??= new core.KernelMemory({ byteLength })),
    sharedKernelMemory: () => (shared ??= new core.SharedKernelMemory({ byteLength })),
  };
}
