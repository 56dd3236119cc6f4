// A call's arguments, read and checked, as a task. What goes wrong goes wrong here, before anything is computed.

import type { Reduction } from "../semantics/reduction.js";
import type { Configured } from "./configured.js";
import { type Arguments, createTask, type Operands, readOperands, type Task } from "./task.js";
import { checkMask, checkValues } from "./validate.js";

export interface Prepared {
  readonly task: Task;
  readonly operands: Operands;
}

/**
 * Prepares a call of binary cross-entropy.
 *
 * @param repairRank Whether ranks one apart are repaired, as the class does and the function does not.
 * @param reduction The one that is asked for, if it is not that of the options.
 */
export function prepare(
  owner: string,
  { settings, kernels }: Configured,
  args: Arguments,
  repairRank: boolean,
  reduction: Reduction = settings.reduction,
): Prepared {
  const operands = readOperands(owner, args);
  const dtype = settings.dtype ?? operands.yPred.dtype;
  const kernel = kernels.for(dtype, operands.yPred.data as ArrayBufferView);
  const layOut = (isRowMajor: boolean) => createTask(owner, operands, { ...settings, reduction }, dtype, kernel, repairRank, isRowMajor);
  const task = layOut(false);
  checkMask(owner, operands);
  if (settings.validate) checkValues(owner, operands, layOut(true), settings.fromLogits);
  return { task, operands };
}
