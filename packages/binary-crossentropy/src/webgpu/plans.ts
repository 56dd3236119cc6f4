// The plans of the last calls, by the buffers that they bind. They are kept beside the predictions'
// buffer, and go with it: whoever drops a buffer finds its memory free.

import type { GpuBuffer } from "./gpu.js";
import type { Operand, Operands } from "./operands.js";
import type { Plan } from "./plan.js";

/** Plans kept for one buffer of predictions. */
const mostKept = 8;

interface Kept {
  readonly key: string;
  readonly buffers: readonly WeakRef<GpuBuffer>[];
  readonly plan: Plan;
}

export class Plans {
  readonly #kept = new WeakMap<GpuBuffer, Kept[]>();

  /** The plan for these operands, made by `make` where there is none. */
  for(operands: Operands, rest: string, make: () => Plan): Plan {
    const all = Object.values(operands).filter((each) => typeof each === "object") as Operand[];
    const key = `${rest} ${Object.values(operands).map(keyOf).join()}`;
    const own = operands.yPred.buffer;
    let kept = this.#kept.get(own);
    if (!kept) {
      kept = [];
      this.#kept.set(own, kept);
    }
    const found = kept.find(
      (one) => one.key === key && one.buffers.every((ref, i) => ref.deref() === all[i]!.buffer),
    );
    if (found) return found.plan;
    const plan = make();
    if (kept.length >= mostKept) kept.shift();
    kept.push({ key, buffers: all.map(({ buffer }) => new WeakRef(buffer)), plan });
    return plan;
  }
}

/** Everything of an operand but its buffer. */
function keyOf(operand: Operand | number | undefined): string {
  if (typeof operand !== "object") return String(operand);
  const { offset, size, type, shape } = operand;
  return `${offset}:${size}:${type}:${shape?.join("x") ?? ""}`;
}
