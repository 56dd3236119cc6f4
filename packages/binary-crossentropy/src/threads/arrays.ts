// The arrays of a sweep on their way to a worker. One that lies in a shared kernel memory travels
// as its place there: the worker has a machine of its own on that memory, and its kernels know
// arrays of the worker's own buffer alone.

import type { Sweep } from "../sweep/sweep.js";
import type { Source, Task } from "../task/task.js";
import { kindOf } from "../tensor/intrinsics.js";
import type { FloatArray, NumericArray } from "../types.js";

const kinds = { Float32Array, Float64Array, Uint8Array };

export interface Place {
  readonly kind: keyof typeof kinds;
  readonly byteOffset: number;
  readonly length: number;
}

/** Where the array lies in the buffer, or the array itself where it lies elsewhere. */
export function placeIn(buffer: ArrayBufferLike, data: NumericArray): NumericArray | Place {
  const { byteOffset, length } = data;
  const kind = kindOf(data);
  return data.buffer === buffer && isPlaceable(kind) ? { kind, byteOffset, length } : data;
}

function isPlaceable(kind: unknown): kind is Place["kind"] {
  return Object.hasOwn(kinds, kind as string);
}

/** The array at a place in the buffer. */
export function arrayAt(buffer: ArrayBufferLike, place: NumericArray | Place): NumericArray {
  return ArrayBuffer.isView(place)
    ? place
    : new kinds[place.kind](buffer as ArrayBuffer, place.byteOffset, place.length);
}

interface Seen<A> {
  readonly data: A;
  readonly view: Source["view"];
}

/** A task without its kernel, with its arrays as A. */
export type TaskOf<A> = Omit<
  Task,
  "kernel" | "yTrue" | "yPred" | "weight" | "mask" | "posWeight"
> & {
  readonly yTrue: Seen<A>;
  readonly yPred: Seen<A>;
  readonly weight: Seen<A> | undefined;
  readonly mask: Seen<A> | undefined;
  readonly posWeight: Seen<A> | number;
};

/** A sweep, with its arrays as A. */
export type SweepOf<A> = ReplaceArrays<Exclude<Sweep, { what: "sums" }>, A> | SumsSweep;

type SumsSweep = Extract<Sweep, { what: "sums" }>;

/** Each of the sweeps with every array in it as A: one that is not mapped is an error of types. */
type ReplaceArrays<S, A> = S extends unknown
  ? { readonly [K in keyof S]: FloatArray extends S[K] ? A | Exclude<S[K], FloatArray> : S[K] }
  : never;

export function mapTask<A, B>(task: TaskOf<A>, of: (array: A) => B): TaskOf<B> {
  const { yTrue, yPred, weight, mask, posWeight } = task;
  const seen = ({ data, view }: Seen<A>): Seen<B> => ({ data: of(data), view });
  return {
    ...task,
    yTrue: seen(yTrue),
    yPred: seen(yPred),
    weight: weight && seen(weight),
    mask: mask && seen(mask),
    posWeight: typeof posWeight === "number" ? posWeight : seen(posWeight),
  };
}

export function mapSweep<A, B>(sweep: SweepOf<A>, of: (array: A) => B): SweepOf<B> {
  switch (sweep.what) {
    case "sums":
      return sweep;
    case "valueAndGrad": {
      const { cellLosses } = sweep;
      return { ...sweep, out: of(sweep.out), cellLosses: cellLosses && of(cellLosses) };
    }
    default:
      return { ...sweep, out: of(sweep.out) };
  }
}
