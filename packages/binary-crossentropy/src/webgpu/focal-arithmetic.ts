// The arithmetic of focal loss as WGSL: what is written of its γ and α. Everything else is in wgsl/.
// The class of focal loss passes it in, so that a program without that class does not contain it.

import type { Focus } from "../semantics/focal.js";
import { constantsOf } from "./bits.js";
import { focal, missLogit, missProbability, partialPower, power } from "./wgsl/sources.js";

/** A larger γ leaves nothing of what is below 1, in floats. */
const largest = 2 ** 31;

export interface FocalArithmetic {
  readonly focus: Focus;
  /** WGSL to put behind that of a formula. */
  readonly wgsl: (fromLogits: boolean) => string;
}

export const focalArithmetic = (focus: Focus): FocalArithmetic => ({
  focus,
  wgsl: (fromLogits) => textOf(focus, fromLogits),
});

function textOf({ gamma, alpha }: Focus, fromLogits: boolean): string {
  const part = Math.min(gamma, largest) % 1;
  const partHigh = Math.fround(Math.floor(part * 2 ** 12) / 2 ** 12);
  const constants = {
    gammaBits: gamma,
    lessBits: gamma - 1,
    productBits: gamma * (gamma - 1),
    partHighBits: partHigh,
    partLowBits: part - partHigh,
    alphaBits: alpha ?? 1,
    otherAlphaBits: 1 - (alpha ?? 0),
  };
  return [
    constantsOf(constants),
    `const isBalanced = ${alpha !== undefined};\n`,
    `const powerAtZero = ${atZero(gamma)};\n`,
    `const firstAtZero = ${atZero(gamma - 1)};\n`,
    `const secondAtZero = ${atZero(gamma - 2)};\n`,
    power,
    ...(part > 0 ? [partialPower] : []),
    powerText(Math.min(gamma, largest), part),
    fromLogits ? missLogit : missProbability,
    focal,
  ].join("");
}

/** 0^g. */
function atZero(g: number): string {
  if (g === 0) return "Wide(1.0, 0)";
  return g > 0 ? "Wide(0.0, 0)" : "Wide(1.0, infinite)";
}

/** m^γ, by squares and one part of a power: one of two multiplications for each bit of γ. */
function powerText(gamma: number, part: number): string {
  const bits = [...Math.floor(gamma).toString(2)];
  const factors = bits.flatMap((bit, i) => [
    ...(i > 0 ? ["p"] : []),
    ...(bit === "1" ? ["m"] : []),
  ]);
  const [first = "exactly(wide(1.0))", ...rest] =
    part > 0 ? [...factors, "partialPower(m)"] : factors;
  return `
fn powerOf(m: Precise) -> Precise {
 if (isInfinite(m.value)) { return exactly(m.value); }
 var p = ${first};
${rest.map((factor) => ` p = multiplied(p, ${factor});\n`).join("")} return p;
}
`;
}
