// Between a call and its answer other code runs, which may transfer the memory of the arguments.
// The arrays must still be there when they are read on the calling thread or sent to a worker.

import { refuse } from "../errors.js";
import type { Sweep } from "../sweep/sweep.js";
import type { Task } from "../task/task.js";
import { holdsData } from "../tensor/intrinsics.js";

/** @throws ValueError for an array of the call that no longer lies in its buffer. */
export function requireHeld(
  owner: string,
  { yTrue, yPred, weight, mask }: Task,
  sweep: Sweep,
): void {
  const arrays = {
    yTrue: yTrue.data,
    yPred: yPred.data,
    sampleWeight: weight?.data,
    mask: mask?.data,
  };
  const out = sweep.what === "sums" ? undefined : sweep.out;
  for (const [argument, array] of Object.entries({ ...arrays, out })) {
    if (array === undefined || holdsData(array)) continue;
    refuse(
      owner,
      argument,
      "hold its data until the call is answered",
      "an array whose buffer was transferred or shrunk",
    );
  }
}
