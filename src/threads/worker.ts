// The script of a worker: it takes ranges of the sweeps that it is sent until none is left.

import { type KernelOptions, Kernels } from "../kernels/choose-kernel.js";
import type { Kernel, KernelName } from "../kernels/kernel.js";
import { kernelName, limitKernels } from "../kernels/machines.js";
import { Pass } from "../loss/pass.js";
import { rangeAt } from "../loss/sweep.js";
import type { Task } from "../loss/task.js";
import type { Dtype } from "../types.js";
import { Board } from "./board.js";
import type { Job } from "./job.js";
import { port } from "./port.js";

const made = new Map<string, Kernels>();

/** The kernel of the calling thread, made again here: only the same one gives the same bits. */
function kernelFor(name: KernelName, options: KernelOptions, dtype: Dtype, predictions: ArrayBufferView): Kernel {
  if (kernelName() !== name) {
    limitKernels(name);
    made.clear();
    if (kernelName() !== name) throw new Error(`this worker has no ${name} kernels`);
  }
  const { fromLogits, dialect, epsilon, labelSmoothing } = options;
  const key = [fromLogits, dialect, epsilon, labelSmoothing].join();
  let kernels = made.get(key);
  if (!kernels) {
    kernels = new Kernels({ fromLogits, dialect, epsilon, labelSmoothing });
    made.set(key, kernels);
  }
  return kernels.for(dtype, predictions);
}

/** A kernel that writes nothing any more once `mayWrite` says no: whoever slept too long has been given up. */
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
  };
}

function work({ task: description, sweep, options, kernels, ranges, board: memory }: Job, who: number): void {
  const board = new Board(ranges, memory);
  let range = 0;
  const kernel = kernelFor(kernels, options, description.dtype, description.yPred.data as ArrayBufferView);
  const task: Task = { ...description, kernel: guarded(kernel, () => board.ownerOf(range) === who) };
  for (; range < ranges; range++) {
    if (board.claim(range, who)) board.finish(range, who, new Pass(task, rangeAt(task, range)).sweep(sweep));
  }
}

port.onmessage = ({ data }) => {
  const { job, who } = data as { job: Job; who: number };
  work(job, who);
  if (job.reports) port.postMessage("idle");
};
// Compiles what there is to compile before the first sweep.
kernelName();
port.postMessage("ready");
