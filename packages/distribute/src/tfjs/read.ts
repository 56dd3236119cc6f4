// Arguments and options of the loops, each checked in one place. An option that is undefined stays
// undefined: callers have the defaults.

import { Tensor } from "@tensorflow/tfjs-core";
import { refuse, show } from "binary-crossentropy/internal";
import { checkTensor } from "binary-crossentropy/tfjs/internal";
import { refuseOther } from "../scope.js";
import { Strategy } from "../strategy.js";

/** @throws ValueError for another value, and inside the scope of another strategy. */
export function readStrategy(owner: string, value: unknown): Strategy | undefined {
  if (value instanceof Strategy) refuseOther(owner, value);
  if (value === undefined || value instanceof Strategy) return value;
  refuse(owner, "strategy", "be a Strategy", show(value));
}

/** @param least The smallest number that is allowed. */
export function readCount(
  owner: string,
  name: string,
  value: unknown,
  least = 1,
): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  refuse(owner, name, `be a whole number of at least ${least}`, show(value));
}

export function readFlag(owner: string, name: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  refuse(owner, name, "be true or false", show(value));
}

/** Reads a fraction in (0, 1). */
export function readShare(owner: string, name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value > 0 && value < 1) return value;
  refuse(owner, name, "be a number between 0 and 1", show(value));
}

/** @throws ValueError for a value that is not a tensor of numbers, or that was disposed. */
export function readTensor(owner: string, argument: string, value: unknown): Tensor {
  if (!(value instanceof Tensor)) refuse(owner, argument, "be a tensor", show(value));
  return checkTensor(owner, argument, value);
}
