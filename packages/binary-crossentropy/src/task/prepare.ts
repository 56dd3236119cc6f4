// Reads and checks the arguments of a call, and makes a task of them. Bad input fails here, before
// anything is computed.

import type { Reduction } from "../semantics/reduction.js";
import { NestedList } from "../tensor/read-nested.js";
import type { Tensor } from "../tensor/read-tensor.js";
import type { Configured } from "./configured.js";
import { layOut } from "./layout.js";
import { type Call, type Operands, openOperands } from "./operands.js";
import { type Task, taskOf } from "./task.js";
import { checkMask, checkValues } from "./validate.js";

export interface Prepared {
  readonly task: Task;
  readonly operands: Operands;
}

/**
 * Prepares a call whose caller's objects have been asked for all that they hold: from here on no
 * code of the caller's runs but that of items in long lists, between ranges.
 */
export type Prepare = () => Prepared;

/**
 * Prepares a call of binary cross-entropy.
 *
 * @param repairRank Whether ranks one apart are repaired, as the class does and the function does
 * not.
 * @param reduction The reduction that is asked for, where it is not that of the options.
 */
export function prepare(
  owner: string,
  configured: Configured,
  args: Call,
  repairRank: boolean,
  reduction?: Reduction,
): Prepared {
  return openCall(owner, configured, args, repairRank, reduction)();
}

/** The first step of {@link prepare}, for a call that has more to ask its caller for. */
export function openCall(
  owner: string,
  { settings, kernels, layouts }: Configured,
  args: Call,
  repairRank: boolean,
  reduction: Reduction = settings.reduction,
): Prepare {
  // What is checked is what the caller passed.
  const rounding = settings.validate ? "float64" : (settings.dtype ?? "float32");
  // What is looked at before it is computed is read at once.
  const mayWait = !settings.validate && settings.ignoreLabel === undefined;
  const look = openOperands(owner, args, rounding, mayWait);
  return () => {
    const operands = look();
    const dtype = settings.dtype ?? operands.yPred.dtype;
    const kernel = kernels.for(dtype, memoryOf(operands.yPred));
    const laidOutBy = reduction === settings.reduction ? settings : { ...settings, reduction };
    const layout = layouts.of(owner, operands, laidOutBy, repairRank);
    const task = taskOf(layout, operands, settings, dtype, kernel);
    if (operands.mask) checkMask(owner, operands.mask);
    if (settings.validate) {
      const inOrder = layOut(owner, operands, laidOutBy, repairRank, true);
      const rowMajor = taskOf(inOrder, operands, settings, dtype, kernel);
      checkValues(owner, operands, rowMajor, settings.fromLogits);
    }
    return { task, operands };
  };
}

/** An array in the memory that predictions lie in. */
function memoryOf(tensor: Tensor): ArrayBufferView {
  return tensor instanceof NestedList ? new Float32Array() : (tensor.data as ArrayBufferView);
}
