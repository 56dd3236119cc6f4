// State that is no argument of a call and can still change its result, or who computes it. All such
// state of the package stands here; everything else follows from the arguments.
//
// - The executor: who computes large calls. Set by `startThreads`, cleared when the pool stops. It
//   changes no bit of a result.
// - The replica context: which reductions are refused. Set by the first scope of a strategy, for
//   good; each call asks it anew.
// - The limit of kernels: which kernels compute, and with that the last bits of a result. Set by
//   tests, and in a worker, which computes with its caller's kernels.
// - The package's own memory: where blocks are copied to. Made by the first call, and forgotten when
//   the limit is set.
// - Callers' memories: which arrays are read where they lie. Entered by `new KernelMemory` and
//   `new SharedKernelMemory`, kept as long as somebody holds them.
//
// All entries of the package import this one file and share one instance of it. Each thread has its
// own. The weights of a batch that TensorFlow.js's models hand to losses are in
// tfjs/layers/weights.ts, beside the tensors that they belong to.

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
// undefined until it is first needed, null where none can be made.
let own: Machine | null | undefined;

/** Allows no faster kernels than the one named, and forgets the package's own memory. */
export function limitKernels(name: KernelName): void {
  limit = name;
  own = undefined;
}

export function kernelLimit(): KernelName {
  return limit;
}

/** The package's own memory, made when it is first needed; null where none can be made. */
export function ownMachine(make: () => Machine | null): Machine | null {
  if (own === undefined) own = make();
  return own;
}

const registered = new WeakMap<ArrayBufferLike, Machine>();
let anyRegistered = false;

/** Lets kernels read and write arrays where they lie in this memory. */
export function register(machine: Machine): void {
  registered.set(machine.buffer, machine);
  anyRegistered = true;
}

/** The caller's memory that an array lies in; undefined where it lies in none. */
export function registeredMachine(array: ArrayBufferView): Machine | undefined {
  return anyRegistered ? registered.get(bufferOf(array)) : undefined;
}
