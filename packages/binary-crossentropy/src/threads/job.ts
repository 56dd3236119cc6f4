// A sweep as it is sent to the workers. Shared arrays travel by reference; small ones are copied,
// large ones keep the sweep on the calling thread, and so does whatever could not be done again
// after a worker was lost.

import { type KernelOptions, optionsOf } from "../kernels/choose-kernel.js";
import type { KernelName } from "../kernels/kernel.js";
import { kernelName } from "../kernels/machines.js";
import { lengthOfRanges } from "../sweep/ranges.js";
import type { Sweep } from "../sweep/sweep.js";
import type { Source, Task } from "../task/task.js";
import { overlap } from "../tensor/intrinsics.js";
import type { NumericArray } from "../types.js";
import { mapSweep, mapTask, type Place, placeIn, type SweepOf, type TaskOf } from "./arrays.js";
import type { Board } from "./board.js";
import { type MemoryTicket, ticketOf } from "./shared-kernel-memory.js";

export interface Job {
  readonly task: TaskOf<NumericArray | Place>;
  readonly sweep: SweepOf<NumericArray | Place>;
  /** The shared kernel memory that the predictions lie in, and places are those in it. */
  readonly memory: MemoryTicket | undefined;
  readonly options: KernelOptions;
  readonly kernels: KernelName;
  readonly ranges: number;
  /** The board's memory. */
  readonly board: SharedArrayBuffer;
  /** Whether the worker reports when it finds nothing more to do. */
  readonly reports: boolean;
}

/**
 * A range with one cell can be as long as the data; a worker that computes it would look like one
 * that hangs.
 */
const longestRange = 2 ** 20;
/** Number of bytes up to which copying an array is cheaper than computing alone. */
const mostCopied = 2 ** 15;

/** Whether workers can take part in the sweep. */
export function isShareable(task: Task, sweep: Sweep): boolean {
  if (lengthOfRanges(task) > longestRange || optionsOf(task.kernel) === undefined) return false;
  // Lists that are read part by part are the calling thread's.
  if (sourcesOf(task).some(({ list }) => list)) return false;
  const inputs = sourcesOf(task).map(({ data }) => data);
  if (!inputs.every((data) => isShared(data) || new Uint8Array(data.buffer).length <= mostCopied))
    return false;
  if (sweep.what === "sums" || sweep.what === "cells") return true;
  // Half a range of a gradient in place is predictions that are lost.
  return isShared(sweep.out) && !inputs.some((data) => overlap(data, sweep.out));
}

export function jobOf(
  { kernel, ...task }: Task,
  sweep: Sweep,
  board: Board,
  reports: boolean,
): Job {
  const { buffer } = task.yPred.data;
  const memory = ticketOf(task.yPred.data);
  const place = (data: NumericArray) => (memory ? placeIn(buffer, data) : data);
  return {
    task: mapTask(task, place),
    sweep: mapSweep(sweep, place),
    memory,
    options: optionsOf(kernel)!,
    kernels: kernelName(),
    ranges: board.count,
    board: board.buffer,
    reports,
  };
}

function sourcesOf({ yTrue, yPred, weight, mask, posWeight }: Task): Source[] {
  return [yTrue, yPred, weight, mask, posWeight].filter(
    (source): source is Source => typeof source === "object",
  );
}

/**
 * Whether the memory is shared. A buffer can be given the prototype of another kind, so this asks a
 * getter that works on shared memory alone.
 */
function isShared({ buffer }: NumericArray): boolean {
  try {
    Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, "byteLength")!.get!.call(buffer);
    return true;
  } catch {
    return false;
  }
}
