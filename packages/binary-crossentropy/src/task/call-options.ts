// The options of one call, which come after the sample weight.

import { checkKeys, ownProperty, readKeys } from "../options/read-keys.js";
import { isReadable } from "../tensor/intrinsics.js";
import type { FloatArray, NdArray, TensorLike } from "../types.js";

export interface CallOptions {
  /**
   * Which samples or elements count: boolean or 0 and 1, in the shapes that a sample weight may
   * have.
   */
  readonly mask?: TensorLike | null | undefined;
}

export interface GradOptions extends CallOptions {
  /**
   * Where the gradient is written: an array of the compute dtype and of yPred's size. It may be any
   * array of the call.
   */
  readonly out?: FloatArray | NdArray | undefined;
}

const fourth = "the fourth argument";

/** The options after the sample weight, each read once. */
export function readCallOptions<Name extends string>(
  owner: string,
  options: unknown,
  names: readonly Name[],
): ReadonlyMap<Name, unknown> {
  return readKeys(owner, fourth, options ?? undefined, names);
}

const gradOptions = ["mask", "out"] as const;
const none = { mask: undefined, out: undefined };

/**
 * The same for the calls that give derivatives. It runs before each of them, so it makes no Map.
 */
export function readGradOptions(
  owner: string,
  options: unknown,
): { readonly mask: unknown; readonly out: unknown } {
  if (options === undefined || options === null) return none;
  if (hasOnlyOut(options)) return { mask: undefined, out: options.out };
  checkKeys(owner, fourth, options, gradOptions);
  return {
    mask: ownProperty(owner, fourth, options, "mask"),
    out: ownProperty(owner, fourth, options, "out"),
  };
}

/** Whether it is a plain object with `out` and nothing else, as most calls pass: the quick case. */
function hasOnlyOut(options: object): options is { readonly out: unknown } {
  const root = Object.prototype;
  if (
    !isReadable(options) ||
    Object.getPrototypeOf(options) !== root ||
    "mask" in options ||
    "out" in root
  )
    return false;
  let isGiven = false;
  for (const key in options) {
    if (key !== "out") return false;
    isGiven = true;
  }
  return isGiven;
}
