// Tensors in shared memory of either kind, and the three calls of a loss, each with its result in
// shared memory too.

import type {
  BinaryCrossentropy,
  FloatArray,
  NdArray,
  NumericArray,
  Reduction,
  TensorLike,
} from "binary-crossentropy";
import type { SharedKernelMemory, Threads } from "binary-crossentropy/threads";
import { expect } from "vitest";

/** A new array like this one. */
export type Allocate = (like: NumericArray) => NumericArray;

const inBufferOfItsOwn: Allocate = (like) =>
  viewLike(like, new SharedArrayBuffer(like.byteLength), 0);

function viewLike(like: NumericArray, buffer: SharedArrayBuffer, at: number): NumericArray {
  return new (like.constructor as Float32ArrayConstructor)(
    buffer,
    at,
    like.length,
  ) as unknown as NumericArray;
}

/** In the memory; arrays of another kind than it has, in its buffer all the same. */
export function allocateIn(memory: SharedKernelMemory): Allocate {
  return (like) => {
    if (like instanceof Float32Array) return memory.float32(like.length);
    if (like instanceof Float64Array) return memory.float64(like.length);
    const { buffer, byteOffset } = memory.uint8(like.byteLength);
    return viewLike(like, buffer, byteOffset);
  };
}

/** A typed array, itself or as `data`, copied into shared memory; anything else as it is. */
export function share<T>(tensor: T, allocate = inBufferOfItsOwn): T {
  if (ArrayBuffer.isView(tensor)) {
    const copy = allocate(tensor as unknown as NumericArray);
    (copy as Float32Array).set(tensor as unknown as NumericArray);
    return copy as unknown as T;
  }
  if (typeof tensor === "object" && tensor !== null && "data" in tensor)
    return { ...tensor, data: share(tensor.data, allocate) };
  return tensor;
}

export interface Problem {
  readonly bce: BinaryCrossentropy<Reduction>;
  readonly yTrue: TensorLike;
  readonly yPred: TensorLike;
  readonly weight?: TensorLike | null | undefined;
  readonly mask?: TensorLike | undefined;
}

export interface Results {
  readonly value: number | NdArray;
  readonly loss: number | NdArray;
  readonly grad: NdArray;
  readonly hessian: NdArray;
}

export function shareAll(
  { bce, yTrue, yPred, weight, mask }: Problem,
  allocate?: Allocate,
): Problem {
  const shared = <T>(tensor: T) => share(tensor, allocate);
  return {
    bce,
    yTrue: shared(yTrue),
    yPred: shared(yPred),
    weight: shared(weight),
    mask: shared(mask),
  };
}

/** What the synchronous calls give, with the derivatives written to new arrays, shared or not. */
export function solve(
  { bce, yTrue, yPred, weight, mask }: Problem,
  isShared: boolean,
  allocate?: Allocate,
): Results {
  const probe = bce.valueAndGrad(yTrue, yPred, weight, { mask });
  const array = () =>
    (isShared ? share(probe.grad.data, allocate) : probe.grad.data.slice()).fill(NaN) as FloatArray;
  const { value, grad } = bce.valueAndGrad(yTrue, yPred, weight, { mask, out: array() });
  return {
    value: bce(yTrue, yPred, weight, { mask }),
    loss: value,
    grad,
    hessian: bce.hessian(yTrue, yPred, weight, { mask, out: array() }),
  };
}

/** How long workers may be held up by other work of the machine, in milliseconds. */
const patience = 20_000;

/** Repeats a synchronous call until it has had this effect. */
export function repeatUntil(hasHappened: () => boolean, call: () => void): void {
  const end = performance.now() + patience;
  do call();
  while (!hasHappened() && performance.now() < end);
  expect(hasHappened()).toBe(true);
}

/**
 * Repeats a synchronous call until workers took part in it. They may come too late for one that
 * the calling thread is done with first.
 */
export function untilWorkersTakePart(threads: Threads, call: () => void): void {
  const before = threads.passes;
  repeatUntil(() => threads.passes > before, call);
}

/** What the asynchronous calls give. */
export async function solveLater(
  threads: Threads,
  { bce, yTrue, yPred, weight, mask }: Problem,
): Promise<Results> {
  const [value, { value: loss, grad }, hessian] = await Promise.all([
    threads.evaluate(bce, yTrue, yPred, weight, { mask }),
    threads.valueAndGrad(bce, yTrue, yPred, weight, { mask }),
    threads.hessian(bce, yTrue, yPred, weight, { mask }),
  ]);
  return { value, loss, grad, hessian };
}

const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

/** Where two results differ by a bit; empty where they do not. */
export function differences(a: Results, b: Results): string[] {
  return (Object.keys(a) as (keyof Results)[]).filter((key) => {
    const [x, y] = [a[key], b[key]];
    if (typeof x === "number" || typeof y === "number") return !Object.is(x, y);
    return (
      JSON.stringify(x.shape) !== JSON.stringify(y.shape) || !bytes(x.data).equals(bytes(y.data))
    );
  });
}
