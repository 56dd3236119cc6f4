// Focal loss in WASM: a module of its own on the memory of the others, with what it computes.

import { clipOf, type FormulaOptions } from "../../semantics/element.js";
import { balance, type Focus } from "../../semantics/focal.js";
import { isOrdinary } from "../../semantics/products.js";
import type { Dtype } from "../../types.js";
import type { Block } from "../kernel.js";
import type { Blocks } from "./blocks.js";
import type { Elements } from "./elements.js";
import { packed } from "./focal-binary.js";
import type { Machine } from "./machine.js";
import { compileModule } from "./module.js";

/** What assembly/focal/index.ts exports, for logits and for probabilities. */
type Run = (
  count: number,
  y: number,
  x: number,
  w: number,
  kept: number,
  gamma: number,
  halves: number,
  farthest: number,
  zero: number,
  one: number,
  posWeights: number,
  posWeight: number,
  lowest: number,
  highest: number,
  added: number,
  scale: number,
  factors: number,
  out: number,
  losses: number,
  room: number,
) => number;

const exportsOfMachines = new WeakMap<Machine, { readonly [name: string]: unknown } | null>();

/** What the module exports on this machine; null where the engine does not take it. */
function exportsOn(machine: Machine): { readonly [name: string]: unknown } | null {
  let found = exportsOfMachines.get(machine);
  if (found === undefined) {
    const compiled = compileModule(packed, machine.name === "relaxed-simd", machine.isShared);
    found = compiled && machine.add(compiled);
    exportsOfMachines.set(machine, found);
  }
  return found;
}

/** The largest 2 γ whose power is taken by multiplication. */
const mostHalves = 16;
/** The largest γ that leaves what it multiplies a number, in a vector of floats or of doubles. */
const largestGamma: { readonly [D in Dtype]: number } = { float32: 2 ** 60, float64: 500 };
/** Beyond it a weight might bring an element back that has left the range of doubles. */
const largestExponent = 600;
/** Logarithms are of normal numbers alone. */
const smallestNormal: { readonly [D in Dtype]: number } = {
  float32: 2 ** -126,
  float64: 2 ** -1022,
};
/** exp(−87) is a normal float32. */
const farthestOfFloats = 87;

/** null where the module does not compute what the options ask for, or there is none. */
export function focalOn(
  machine: Machine,
  blocks: Blocks,
  options: FormulaOptions & { readonly labelSmoothing: number; readonly focus: Focus },
): Elements | null {
  const { fromLogits, dtype, labelSmoothing } = options;
  const { gamma, alpha } = options.focus;
  const clip = clipOf(options);
  const halves = Number.isInteger(2 * gamma) && 2 * gamma <= mostHalves ? 2 * gamma : -1;
  const [zero, one] = [balance(alpha, 1, 0), balance(alpha, 0, 1)];
  const { lowest, highest, added } = clip ?? { lowest: 0, highest: 1, added: 0 };
  const isSingle = dtype === "float32";
  const canTakeLogarithms =
    clip !== null && Math.min(lowest + added, 1 - highest + added) >= smallestNormal[dtype];
  const computes =
    labelSmoothing === 0 &&
    gamma <= largestGamma[dtype] &&
    [zero, one].every((share) => share === 0 || isOrdinary(share)) &&
    // A power of doubles is made of a logarithm with its digits alone where that is of 1 + exp(−|z|).
    (fromLogits || (canTakeLogarithms && (isSingle || halves >= 0)));
  const exports = computes ? exportsOn(machine) : null;
  if (!exports) return null;
  const kind = fromLogits ? "logits" : "probabilities";
  const run = exports[`${kind}${isSingle ? "F32" : "F64"}`] as Run;
  const farthest = isSingle ? farthestOfFloats : largestExponent / (1 + gamma);

  const { within } = machine.exports[dtype];
  // A loss is α_t m^γ L, and L at least m: a normal number where α_t m^(γ + 1) is.
  const leastShare = Math.min(...[1, zero, one].filter((share) => share > 0));
  const leastMiss = ((2 * smallestNormal[dtype]) / leastShare) ** (1 / (gamma + 1));
  const farthestMiss = Math.log(1 / leastMiss - 1);
  const tame = fromLogits
    ? ([-farthestMiss, farthestMiss] as const)
    : ([leastMiss, 1 - leastMiss] as const);
  const canVanish = fromLogits || clip === null || Math.min(lowest, 1 - highest) < leastMiss;

  /** Σ w L; unless they are 0 `losses` gets w L, and `out` scale · factors · dL/dx. */
  function compute(
    block: Block,
    w: number,
    scale: number,
    factors: number,
    out: number,
    losses: number,
  ): number {
    blocks.begin();
    return run(
      block.count,
      blocks.labels(block),
      blocks.predictions(block),
      w,
      blocks.kept(block),
      gamma,
      halves,
      farthest,
      zero,
      one,
      blocks.posWeights(block),
      block.posWeight,
      lowest,
      highest,
      added,
      scale,
      factors,
      out,
      losses,
      // Where factors lie if there are any: then the quick loops are not for it.
      factors === 0 ? machine.spare.factors : 0,
    );
  }

  return {
    sum(block, scale, out) {
      const w = blocks.weights(block);
      return compute(block, w, scale, w, out, 0);
    },
    losses: (block, w, out) => void compute(block, w, 1, 0, 0, out),
    gradient: (block, factors, out) => void compute(block, 0, 1, factors, out, 0),
    mayVanish: (block) =>
      canVanish && within(block.count, blocks.predictions(block), ...tame) === 0,
    both(block, factors, losses, out) {
      compute(block, 0, 1, factors, out, losses);
      return true;
    },
    hessian: undefined,
  };
}
