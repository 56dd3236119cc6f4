// This package as a user calls it: all checks and the layout of the call are part of the time. The same calls four times,
// on arrays that lie in different places.

import { availableParallelism } from "node:os";
import { BinaryCrossentropy, KernelMemory, kernelName } from "binary-crossentropy";
import { startThreads } from "binary-crossentropy/threads";
import { type FloatArray, newArray } from "../data.js";
import { bytesName, kernelMemoryName, packageName, threadsName } from "../names.js";
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
  prepare: (workload, inputs) => calls(workload, inputs, (length) => newArray(workload.dtype, length)),
};

const inKernelMemory: Contender = {
  name: kernelMemoryName,
  prepare(workload, { labels, predictions, weights }) {
    // Labels, predictions, weights and the gradient.
    const memory = new KernelMemory({ byteLength: 4 * (predictions.byteLength + alignment) });
    const allocate: Allocate = (length) => (workload.dtype === "float32" ? memory.float32(length) : memory.float64(length));
    const inputs = {
      labels: copy(labels, allocate),
      predictions: copy(predictions, allocate),
      weights: weights && copy(weights, allocate),
    };
    return calls(workload, inputs, allocate);
  },
};

let threads: Promise<unknown> | undefined;

const onThreads: Contender = {
  name: threadsName,
  async prepare(workload, { labels, predictions, weights }) {
    const count = availableParallelism();
    if (workload.n < fewestForThreads || workload.dtype === "float64" || count < 2) return undefined;
    // They stay for as long as the process: they only take part in calls whose arrays are shared.
    threads ??= startThreads({ count });
    await threads;
    const inputs = { labels: copy(labels, shared), predictions: copy(predictions, shared), weights: weights && copy(weights, shared) };
    return { ...calls(workload, inputs, shared), threads: count };
  },
};

const onBytes: Contender = {
  name: bytesName,
  prepare(workload, { labels, predictions, weights }) {
    if (workload.labels !== "hard" || workload.weights !== "none" || workload.dtype !== "float32") return undefined;
    const inputs = { labels: Uint8Array.from(labels), predictions, weights };
    return calls(workload, inputs, (length) => newArray(workload.dtype, length));
  },
};

export const thisPackage: readonly Contender[] = [plain, inKernelMemory, onThreads, onBytes];

function calls(workload: Workload, inputs: Omit<Inputs, "labels"> & { labels: FloatArray | Uint8Array }, allocate: Allocate): Ready {
  const { labels, predictions, weights } = inputs;
  const bce = new BinaryCrossentropy({ fromLogits: workload.input === "logits", labelSmoothing: smoothingOf(workload) });
  const kernel = kernelName();
  if (workload.quantity === "value") return { run: () => bce(labels, predictions, weights), kernel };
  const grad = allocate(predictions.length);
  const options = { out: grad };
  return { run: () => bce.valueAndGrad(labels, predictions, weights, options).value, grad: () => grad, kernel };
}

function copy(from: FloatArray, allocate: Allocate): FloatArray {
  const to = allocate(from.length);
  to.set(from);
  return to;
}

function shared(length: number): FloatArray {
  // The types tell shared buffers from others; whoever only reads and writes elements need not.
  return new Float32Array(new SharedArrayBuffer(4 * length)) as unknown as FloatArray;
}
