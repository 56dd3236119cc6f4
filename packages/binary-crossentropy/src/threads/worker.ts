// The script of a worker: it takes ranges of the sweeps that it is sent until none is left.

import { limitKernels, register } from "../ambient.js";
import { type KernelOptions, Kernels } from "../kernels/choose-kernel.js";
import { createCrossentropyKernel } from "../kernels/crossentropy-kernel.js";
import { createFocalKernel } from "../kernels/focal-kernel.js";
import type { Kernel, KernelName } from "../kernels/kernel.js";
import { kernelName } from "../kernels/machines.js";
import { joinSharedMachine, mostWorkers } from "../kernels/shared-machine.js";
import { Pass } from "../sweep/pass.js";
import { rangeAt } from "../sweep/ranges.js";
import type { Sweep } from "../sweep/sweep.js";
import type { Task } from "../task/task.js";
import type { Dtype, NumericArray } from "../types.js";
import { arrayAt, mapSweep, mapTask, type Place } from "./arrays.js";
import { Board } from "./board.js";
import type { Job } from "./job.js";
import { port } from "./port.js";
import type { MemoryTicket } from "./shared-kernel-memory.js";

const made = new Map<string, Kernels>();

/**
 * Gives this thread the kernels that the calling thread computes with: only the same ones give the
 * same bits.
 */
function useKernels(name: KernelName): void {
  if (kernelName() === name) return;
  limitKernels(name);
  made.clear();
  joined = undefined;
  if (kernelName() !== name) throw new Error(`this worker has no ${name} kernels`);
}

/** The latest shared kernel memory, the only one that is kept alive. */
let joined: { readonly id: number; readonly buffer: ArrayBufferLike } | undefined;

/** This thread's own buffer of a shared kernel memory. */
function join({ id, memory }: MemoryTicket, who: number): ArrayBufferLike {
  if (joined?.id !== id) {
    const machine = joinSharedMachine(memory as { buffer: ArrayBufferLike }, who);
    if (!machine) throw new Error("this worker has no WebAssembly");
    register(machine);
    joined = { id, buffer: machine.buffer };
  }
  return joined.buffer;
}

/** The calling thread's kernel, made again here. */
function kernelFor(options: KernelOptions, dtype: Dtype, predictions: ArrayBufferView): Kernel {
  const key = JSON.stringify(options);
  let kernels = made.get(key);
  if (!kernels) {
    kernels = new Kernels(options, options.focus ? createFocalKernel : createCrossentropyKernel);
    made.set(key, kernels);
  }
  return kernels.for(dtype, predictions);
}

/**
 * A kernel that writes nothing once `mayWrite` says no: a worker that slept too long has been given
 * up.
 */
function guarded(kernel: Kernel, mayWrite: () => boolean): Kernel {
  const check = () => {
    if (!mayWrite()) throw new Error("this worker was given up");
  };
  return {
    ...kernel,
    valueAndGrad(block, scale, out, at) {
      check();
      return kernel.valueAndGrad(block, scale, out, at);
    },
    hessian(block, scale, out, at) {
      check();
      kernel.hessian(block, scale, out, at);
    },
    cells: kernel.cells && {
      ...kernel.cells,
      valueAndGrad(...args) {
        check();
        return kernel.cells!.valueAndGrad(...args);
      },
      hessian(...args) {
        check();
        return kernel.cells!.hessian(...args);
      },
    },
  };
}

function work(
  { task: description, sweep: wanted, memory, options, kernels, ranges, board: boardMemory }: Job,
  who: number,
): void {
  if (memory && who > mostWorkers) return;
  useKernels(kernels);
  const buffer = memory && join(memory, who);
  const arrayOf = (data: NumericArray | Place) =>
    buffer ? arrayAt(buffer, data) : (data as NumericArray);
  const board = new Board(ranges, boardMemory);
  let range = 0;
  const arrays = mapTask(description, arrayOf);
  const sweep = mapSweep(wanted, arrayOf) as Sweep;
  const kernel = kernelFor(options, arrays.dtype, arrays.yPred.data);
  const task: Task = { ...arrays, kernel: guarded(kernel, () => board.ownerOf(range) === who) };
  for (; range < ranges; range++) {
    if (board.claim(range, who))
      board.finish(range, who, new Pass(task, sweep, rangeAt(task, range)).run());
  }
}

port.onmessage = ({ data }) => {
  if (data === "start") return port.postMessage("ready");
  const { job, who } = data as { job: Job; who: number };
  work(job, who);
  if (job.reports) port.postMessage("idle");
};
// Compiles what there is to compile before the first sweep.
kernelName();
port.postMessage("loaded");
