// This package as a user calls it: all checks and the layout of the call are part of the time. The
// same calls five times, on arrays that lie in different places.

import { availableParallelism } from "node:os";
import { KernelMemory } from "binary-crossentropy";
import { SharedKernelMemory, startThreads } from "binary-crossentropy/threads";
import { type FloatArray, newArray } from "../data.js";
import { bytesName, kernelMemoryName, packageName, sharedName, threadsName } from "../names.js";
import type { TypedArray } from "../roads/forms.js";
import { roads } from "../roads/roads.js";
import type { RoadWorkload } from "../workloads.js";
import { callOf, type Place } from "./calls.js";
import type { Contender, Inputs } from "./contender.js";

/** The pool's own threshold: it leaves calls with fewer elements to one thread. */
const fewestForThreads = 2 ** 18;
/** Each array in kernel memory may take this much more, to begin at an aligned place. */
const alignment = 64;

const ordinary = ({ dtype }: RoadWorkload): Place => ({
  put: (array) => array,
  output: (length) => newArray(dtype, length),
});

const plain: Contender = {
  name: packageName,
  prepare: (workload, inputs) => callOf(workload, inputs, ordinary(workload)),
};

const inKernelMemory: Contender = {
  name: kernelMemoryName,
  prepare: (workload, inputs) =>
    callOf(
      workload,
      inputs,
      placeIn(new KernelMemory(sizeFor(inputs)), workload, (length) => new Int32Array(length)),
    ),
};

let pool: Promise<unknown> | undefined;

/** On all cores, with arrays from wherever it says. */
function threads(
  name: string,
  placeFor: (workload: RoadWorkload, inputs: Inputs) => Place,
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
      return { ...callOf(workload, inputs, placeFor(workload, inputs)), threads: count };
    },
  };
}

const onThreads = threads(threadsName, (workload, inputs) =>
  placeIn(
    new SharedKernelMemory(sizeFor(inputs)),
    workload,
    (length) => new Int32Array(new SharedArrayBuffer(4 * length)),
  ),
);

// The types tell shared buffers from others; whoever only reads and writes elements need not.
const onSharedArrays = threads(sharedName, () => ({
  put<A extends TypedArray>(array: A): A {
    const Kind = array.constructor as new (buffer: SharedArrayBuffer) => A;
    return copyTo(new Kind(new SharedArrayBuffer(array.byteLength)), array);
  },
  output: (length) => new Float32Array(new SharedArrayBuffer(4 * length)) as unknown as FloatArray,
}));

const asBytes = roads.find(({ labels }) => labels === "Uint8Array")!;

const onBytes: Contender = {
  name: bytesName,
  prepare(workload, inputs) {
    const { labels, weights, dtype } = workload;
    if (labels !== "hard" || weights !== "none" || dtype !== "float32") return undefined;
    return callOf({ ...workload, road: asBytes }, inputs, ordinary(workload));
  },
};

export const thisPackage: readonly Contender[] = [
  plain,
  inKernelMemory,
  onThreads,
  onSharedArrays,
  onBytes,
];

/** For labels, predictions, weights or a mask, and the gradient. */
function sizeFor({ predictions }: Inputs): { readonly byteLength: number } {
  return { byteLength: 4 * (predictions.byteLength + alignment) };
}

/** `integers`: where labels of 32 bits go, which these memories have no arrays for. */
function placeIn(
  memory: KernelMemory | SharedKernelMemory,
  { dtype }: RoadWorkload,
  integers: (length: number) => Int32Array,
): Place {
  const floats = (length: number) =>
    (dtype === "float32" ? memory.float32(length) : memory.float64(length)) as FloatArray;
  const arrayLike = (array: TypedArray): Int32Array | Uint8Array | FloatArray => {
    if (array instanceof Int32Array) return integers(array.length);
    return array instanceof Uint8Array ? memory.uint8(array.length) : floats(array.length);
  };
  return {
    put: (array) => copyTo(arrayLike(array) as typeof array, array),
    output: floats,
  };
}

function copyTo<A extends TypedArray>(to: A, from: A): A {
  to.set(from);
  return to;
}
