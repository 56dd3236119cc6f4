// The options of one call, which come after the sample weight.

import { checkKeys, ownProperty } from "../options/read-keys.js";
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

const maskAlone = ["mask"] as const;
const gradOptions = ["mask", "out"] as const;
const none = { mask: undefined, out: undefined };

/**
 * The mask among the options after the sample weight. This runs before each call, so it makes no
 * Map.
 */
export function readMask(owner: string, options: unknown): unknown {
  if (options === undefined || options === null) return undefined;
  const plain = readPlain(options, false);
  if (plain) return plain.mask;
  checkKeys(owner, fourth, options, maskAlone);
  return ownProperty(owner, fourth, options, "mask");
}

interface Given {
  readonly mask: unknown;
  readonly out: unknown;
}

/** The same for the calls that give derivatives. */
export function readGradOptions(owner: string, options: unknown): Given {
  if (options === undefined || options === null) return none;
  const plain = readPlain(options, true);
  if (plain) return plain;
  checkKeys(owner, fourth, options, gradOptions);
  return {
    mask: ownProperty(owner, fourth, options, "mask"),
    out: ownProperty(owner, fourth, options, "out"),
  };
}

/** The options of a plain object that has these alone, as most calls pass: the quick case. */
function readPlain(options: object, mayHaveOut: boolean): Given | undefined {
  const root = Object.prototype;
  if (!isReadable(options) || Object.getPrototypeOf(options) !== root) return undefined;
  if ("mask" in root || "out" in root) return undefined;
  let [hasMask, hasOut] = [false, false];
  for (const key in options) {
    if (key === "mask") hasMask = true;
    else if (mayHaveOut && key === "out") hasOut = true;
    else return undefined;
  }
  // Others are hidden, or not there at all.
  const isAll = hasMask === "mask" in options && hasOut === "out" in options;
  if (!isAll || !(hasMask || hasOut)) return undefined;
  const { mask, out } = options as Partial<Given>;
  return { mask, out };
}
