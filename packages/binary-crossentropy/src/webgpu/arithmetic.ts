// The arithmetic of one element as WGSL, for the options of a loss: what a shader needs that has its
// own way of reading and writing. Every float comes and goes as bits, since WGSL may assume that no
// float is infinite or NaN.

import { clipOf } from "../semantics/element.js";
import type { Dialect } from "../types.js";
import { constantsOf } from "./bits.js";
import type { FocalArithmetic } from "./focal-arithmetic.js";
import {
  clipped,
  crossentropy,
  exact,
  exp,
  fixed,
  log,
  log1p,
  logits,
  quick,
  quickClipped,
  quickExact,
  quickLogits,
  quickOpen,
  quickTorch,
  shares,
  torch,
  wide,
} from "./wgsl/sources.js";

export interface ArithmeticOptions {
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly dialect: Dialect;
  readonly epsilon: number;
  /** What makes it focal loss. */
  readonly focal?: FocalArithmetic | undefined;
}

/**
 * WGSL that declares, for labels y, predictions x and posWeight w,
 *
 * - `lossOf`, `gradientOf` and `hessianOf`, each `(y: u32, x: u32, w: Wide) -> Wide`, where y and x
 *   are the bits of floats;
 * - `wideOf(bits: u32) -> Wide`, `bitsOf(a: Wide) -> u32`, and `times(a, b)`, which is 0 for 0 · ∞:
 *   weights multiply by it before the one rounding of `bitsOf`. `wide(1.0)` is 1, `plus(a, b)` adds.
 *
 * Other names begin with an underscore, or are in what follows here.
 *
 * @param hiddenZero An expression of type u32 that is 0 and that the compiler cannot know, such as a
 * field of a uniform buffer: rounding steps that it must not reorder hide behind it.
 */
export function arithmetic(options: ArithmeticOptions, hiddenZero: string): string {
  const { fromLogits, labelSmoothing, dialect, epsilon, focal } = options;
  const clip = fromLogits ? null : clipOf({ dialect, epsilon, dtype: "float32" });
  const constants = {
    keepBits: 1 - labelSmoothing,
    restBits: labelSmoothing / 2,
    ...(clip && { lowestBits: clip.lowest, highestBits: clip.highest, addedBits: clip.added }),
  };
  return [
    constantsOf(constants),
    `fn hiddenZero() -> u32 { return ${hiddenZero}; }\n`,
    fixed,
    wide,
    shares,
    ...(fromLogits || focal ? [exp] : []),
    ...(fromLogits && !focal ? [] : [log]),
    ...(fromLogits ? [log1p, logits] : [formulas[dialect]]),
    focal ? focal.wgsl(fromLogits) : crossentropy,
  ].join("");
}

/**
 * WGSL to put behind that of {@link arithmetic}, for most elements, in floats alone:
 *
 * - `quickOf(shares: QuickShares, x: u32) -> Quick`, with the fields `loss`, `gradient` and `hessian`;
 * - `quickSharesOf(y: u32, posWeight: f32) -> QuickShares`;
 * - `isQuickLabel(y: u32)`, `isQuickPrediction(x: u32)` and `isQuickWeight(w: u32)`, for weights and
 *   posWeight: `-> bool`, of bits. Where one is false, the functions of `arithmetic` are to be asked.
 *   Where all are true, and scales multiply by 2^−33 at least, no result is subnormal.
 *
 * Null for options with which no element is one of those.
 */
export function quickArithmetic(options: ArithmeticOptions): string | null {
  const { fromLogits, labelSmoothing, dialect, focal } = options;
  if (focal) return null;
  // A share of 2^−24 or more, which is what hard labels leave too.
  if (labelSmoothing > 0 && labelSmoothing < 2 ** -22) return null;
  return quick + (fromLogits ? quickLogits : quickFormulas[dialect]);
}

/** The formulas of probabilities. */
const formulas: Readonly<Record<Dialect, string>> = {
  keras2: clipped,
  keras3: clipped,
  torch,
  exact,
};

const quickFormulas: Readonly<Record<Dialect, string>> = {
  keras2: quickClipped,
  keras3: quickClipped,
  torch: quickOpen + quickTorch,
  exact: quickOpen + quickExact,
};
