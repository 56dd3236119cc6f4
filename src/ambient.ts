// State that is no argument of a call and can still change its result, or who computes it. All that
// the package has of it stands here; everything else follows from the arguments.
//
// | state             | set by                            | lasts until                  | decides             |
// | ----------------- | --------------------------------- | ---------------------------- | ------------------- |
// | executor          | startThreads                      | the pool is stopped          | who computes        |
// | replica context   | the first scope of a strategy     | the program ends; asked anew | which reductions    |
// |                   |                                   | at each call                 | are refused         |
// | limit of kernels  | tests; a worker, to match its     | it is set again              | which kernels       |
// |                   | caller                            |                              | compute             |
// | own memory        | the first call                    | the limit is set             | where small copies  |
// |                   |                                   |                              | go                  |
// | callers' memories | new KernelMemory,                 | nobody holds the memory      | which arrays are    |
// |                   | SharedKernelMemory                |                              | read where they lie |
//
// Neither the executor nor a memory changes a bit of a result. Kernels differ in the last bits.
// All entries of the package import this one file, and so share one instance of it; each thread has
// its own. TensorFlow.js keeps state of its own, per model: see
// tfjs/layers/weights.ts.

import type { KernelName } from "./kernels/kernel.js";
import type { Machine } from "./kernels/wasm/machine.js";
import type { Sums, Sweep } from "./sweep/sweep.js";
import type { Task } from "./task/task.js";
import { bufferOf } from "./tensor/intrinsics.js";

/** Runs a sweep to its end, or leaves it, undefined, to the calling thread. */
export type Executor = (task: Task, sweep: Sweep) => Sums | undefined;

let executor: Executor | null = null;

/** Sets what is asked first to run a sweep, for every call from now on; null sets nothing. */
export function setExecutor(next: Executor | null): void {
  executor = next;
}

export function executorInForce(): Executor | null {
  return executor;
}

export interface ReplicaContext {
  readonly numReplicasInSync: number;
  /**
   * Whether what calls the loss is a training loop of the package, which divides by the global
   * batch size itself.
   */
  readonly isBuiltInLoop: boolean;
}

let askContext: (() => ReplicaContext | undefined) | null = null;

/** Sets what is asked for the context of each call from now on. */
export function setReplicaContext(ask: () => ReplicaContext | undefined): void {
  askContext = ask;
}

/** The replicas that this call computes among; undefined outside of any strategy. */
export function replicaContext(): ReplicaContext | undefined {
  return askContext?.();
}

let limit: KernelName = "relaxed-simd";
// undefined before it is first needed, null where there is none to be had.
let own: Machine | null | undefined;

/** Allows no faster kernels than the one named, and forgets the package's own memory. */
export function limitKernels(name: KernelName): void {
  limit = name;
  own = undefined;
}

export function kernelLimit(): KernelName {
  return limit;
}

/** The package's own memory, made when it is first needed; null where there is none to be had. */
export function ownMachine(make: () => Machine | null): Machine | null {
  if (own === undefined) own = make();
  return own;
}

const registered = new WeakMap<ArrayBufferLike, Machine>();
let anyRegistered = false;

/** Has kernels read and write arrays where they lie in this memory, as long as it is held. */
export function register(machine: Machine): void {
  registered.set(machine.buffer, machine);
  anyRegistered = true;
}

/** The memory of a caller's that the array lies in. */
export function registeredMachine(array: ArrayBufferView): Machine | undefined {
  return anyRegistered ? registered.get(bufferOf(array)) : undefined;
}
