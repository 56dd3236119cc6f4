// A call's arguments, read and checked, as a task. What goes wrong goes wrong here, before anything is computed.

import { chooseKernel } from "../kernels/choose-kernel.js";
import type { Kernel } from "../kernels/kernel.js";
import type { Settings } from "../options/read-options.js";
import type { Dtype } from "../types.js";
import { type Arguments, createTask, type Operands, readOperands, type Task } from "./task.js";
import { checkMask, checkValues } from "./validate.js";

export interface Prepared {
  readonly task: Task;
  readonly operands: Operands;
}

/** Options, with the kernels that were made for them: a kernel that lasts is compiled once. */
export interface Configured {
  readonly settings: Settings;
  readonly kernels: { [D in Dtype]?: Kernel };
}

/**
 * Prepares a call of binary cross-entropy.
 *
 * @param repairRank Whether ranks one apart are repaired, as the class does and the function does not.
 */
export function prepare(owner: string, { settings, kernels }: Configured, args: Arguments, repairRank: boolean): Prepared {
  const operands = readOperands(owner, args);
  const dtype = settings.dtype ?? operands.yPred.dtype;
  kernels[dtype] ??= chooseKernel({ ...settings, dtype });
  const task = createTask(owner, operands, settings, dtype, kernels[dtype], repairRank);
  checkMask(owner, operands);
  if (settings.validate) checkValues(owner, operands, task, settings.fromLogits);
  return { task, operands };
}
