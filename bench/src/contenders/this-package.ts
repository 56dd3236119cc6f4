// This package as a user calls it: all checks and the layout of the call are part of the time. The
// same calls five times, on arrays that lie in different places.

import { availableParallelism } from "node:os";
import { BinaryCrossentropy, KernelMemory, kernelName } from "binary-crossentropy";
import { SharedKernelMemory, startThreads } from "binary-crossentropy/threads";
import { type FloatArray, newArray } from "../data.js";
import { bytesName, kernelMemoryName, packageName, sharedName, threadsName } from "../names.js";
import { smoothingOf, type Workload } from "../workloads.js";
import type { Contender, Inputs, Ready } from "./contender.js";

/** An array of this length for the package to read or to write, as `newArray`. */
type Allocate = (length: number) => FloatArray;

/** The pool's own threshold: it leaves calls with fewer elements to one thread. */
const fewestForThreads = 2 ** 18;
/** Each array in kernel memory may take this much more, to begin at an aligned place. */
const alignment = 64;

const plain: Contender = {
  name: packageName,
  prepare: (workload, inputs) =>
    calls(workload, inputs, (length) => newArray(workload.dtype, length)),
};

const inKernelMemory: Contender = {
  name: kernelMemoryName,
  prepare(workload, inputs) {
    const allocate = allocateIn(new KernelMemory(sizeFor(inputs)), workload);
    return calls(workload, copyAll(inputs, allocate), allocate);
  },
};

let pool: Promise<unknown> | undefined;

/** On all cores, with arrays from wherever it says. */
function threads(
  name: string,
  allocateFor: (workload: Workload, inputs: Inputs) => Allocate,
): Contender {
  return {
    name,
    async prepare(workload, inputs) {
      const count = availableParallelism();
      if (workload.n < fewestForThreads || workload.dtype === "float64" || count < 2)
        return undefined;
      // They stay for as long as the process: they only take part in calls whose arrays are shared.
      pool ??= startThreads({ count });
      await pool;
      const allocate = allocateFor(workload, inputs);
      return { ...calls(workload, copyAll(inputs, allocate), allocate), threads: count };
    },
  };
}

const onThreads = threads(threadsName, (workload, inputs) =>
  allocateIn(new SharedKernelMemory(sizeFor(inputs)), workload),
);

// The types tell shared buffers from others; whoever only reads and writes elements need not.
const onSharedArrays = threads(
  sharedName,
  () => (length) => new Float32Array(new SharedArrayBuffer(4 * length)) as unknown as FloatArray,
);

const onBytes: Contender = {
  name: bytesName,
  prepare(workload, { labels, predictions, weights }) {
    if (workload.labels !== "hard" || workload.weights !== "none" || workload.dtype !== "float32")
      return undefined;
    const inputs = { labels: Uint8Array.from(labels), predictions, weights };
    return calls(workload, inputs, (length) => newArray(workload.dtype, length));
  },
};

export const thisPackage: readonly Contender[] = [
  plain,
  inKernelMemory,
  onThreads,
  onSharedArrays,
  onBytes,
];

function calls(
  workload: Workload,
  inputs: Omit<Inputs, "labels"> & { labels: FloatArray | Uint8Array },
  allocate: Allocate,
): Ready {
  const { labels, predictions, weights } = inputs;
  const bce = new BinaryCrossentropy({
    fromLogits: workload.input === "logits",
    labelSmoothing: smoothingOf(workload),
  });
  const kernel = kernelName();
  if (workload.quantity === "value")
    return { run: () => bce(labels, predictions, weights), kernel };
  const grad = allocate(predictions.length);
  const options = { out: grad };
  return {
    run: () => bce.valueAndGrad(labels, predictions, weights, options).value,
    grad: () => grad,
    kernel,
  };
}

function copy(from: FloatArray, allocate: Allocate): FloatArray {
  const to = allocate(from.length);
  to.set(from);
  return to;
}

function copyAll({ labels, predictions, weights }: Inputs, allocate: Allocate): Inputs {
  return {
    labels: copy(labels, allocate),
    predictions: copy(predictions, allocate),
    weights: weights && copy(weights, allocate),
  };
}

/** For labels, predictions, weights and the gradient. */
function sizeFor({ predictions }: Inputs): { readonly byteLength: number } {
  return { byteLength: 4 * (predictions.byteLength + alignment) };
}

function allocateIn(memory: KernelMemory | SharedKernelMemory, { dtype }: Workload): Allocate {
  return (length) =>
    (dtype === "float32" ? memory.float32(length) : memory.float64(length)) as FloatArray;
}
