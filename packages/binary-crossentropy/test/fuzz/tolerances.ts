// How far from the truth each quantity may be, in units in the last place of the compute dtype, and
// why.

import type { ElementOptions } from "../oracle/element.js";

export interface Row {
  readonly ulp: number;
  readonly why: string;
}

const isTilted = ({ labelSmoothing }: ElementOptions, posWeight: number) =>
  labelSmoothing !== 0 || posWeight !== 1;

export const table = {
  loss: { ulp: 2, why: "the contract's, for any label" },
  tiltedLoss: {
    ulp: 4,
    why: "the contract's, with smoothing or posWeight: t, 1 − t and the factor round once each",
  },
  torchLoss: {
    ulp: 3,
    why: "the logarithms are clamped before they are multiplied, so that each term rounds twice and the sum once",
  },
  hardGradient: { ulp: 2, why: "the contract's, where one term is left" },
  tiltedHardGradient: { ulp: 4, why: "one term, with t and posWeight rounded as in the loss" },
  softGradient: {
    ulp: 2,
    why: "the contract's, of 1 or of the sum of both terms where that is larger",
  },
  tiltedSoftGradient: { ulp: 4, why: "the same with t, 1 − t and posWeight rounded" },
  torchGradient: {
    ulp: 4,
    why: "1 − p rounds twice, p (1 − p), the difference's terms and the quotient once each",
  },
  hessian: { ulp: 3, why: "the contract's" },
  tiltedHessian: { ulp: 5, why: "the same with t, 1 − t and posWeight rounded" },
  torchHessian: {
    ulp: 8,
    why: "four factors of p + 1e−12 and 1 − p + 1e−12, each rounded, and their products",
  },
  /**
   * What a factor other than 1 adds: the factor, its product with the weight, and the product's own
   * rounding.
   */
  factor: {
    ulp: 1.5,
    why: "the factor, its product with the weight, and the product with the derivative round once each",
  },
  /** For each weight, in float64 under a mean that divides by the sum of the weights. */
  weightSum64: {
    ulp: 0.5,
    why: "float64 has no wider type for that sum: each addition rounds once",
  },
  sum32: { ulp: 1, why: "the contract's: of the sum of the losses as computed" },
  focalSum32: {
    ulp: 1.5,
    why: "single losses are rounded, those that are summed are not: half an ulp each, which may be a whole one of the sum's, and the sum rounds once",
  },
  /** For each number that is summed up. */
  sum64: { ulp: 1, why: "each addition rounds once, and the mean and the reduction divide" },
} satisfies Record<string, Row>;

/**
 * That of focal loss, in which m = 1 − p_t is raised to a power: its own roundings count γ times. The
 * contract's 4 is for hard labels and a gamma of at most 5.
 */
function focalRow(options: ElementOptions, posWeight: number): Row | undefined {
  const { focus } = options;
  if (!focus) return undefined;
  const most = isTilted(options, posWeight) ? 8 : 5;
  const each = options.dtype === "float32" ? 0.01 : isTilted(options, posWeight) ? 4 : 2;
  return { ulp: most + each * focus.gamma, why: "the factors round once each, m γ times" };
}

export function lossRow(options: ElementOptions, posWeight: number): Row {
  const focal = focalRow(options, posWeight);
  if (focal) return focal;
  if (isTilted(options, posWeight)) return table.tiltedLoss;
  return !options.fromLogits && options.dialect === "torch" ? table.torchLoss : table.loss;
}

export function gradientRow(options: ElementOptions, posWeight: number, isHard: boolean): Row {
  const focal = focalRow(options, posWeight);
  if (focal) return focal;
  if (!options.fromLogits && options.dialect === "torch") return table.torchGradient;
  if (isHard) return isTilted(options, posWeight) ? table.tiltedHardGradient : table.hardGradient;
  return isTilted(options, posWeight) ? table.tiltedSoftGradient : table.softGradient;
}

export function hessianRow(options: ElementOptions, posWeight: number): Row {
  const focal = focalRow(options, posWeight);
  if (focal) return { ...focal, ulp: focal.ulp + 4 };
  if (!options.fromLogits && options.dialect === "torch") return table.torchHessian;
  return isTilted(options, posWeight) ? table.tiltedHessian : table.hessian;
}
