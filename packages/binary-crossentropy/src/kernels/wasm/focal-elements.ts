// Focal loss in WASM: a module of its own on the memory of the others, with what it computes.

import { balance, clipOf, type Focus, type FormulaOptions } from "../../semantics/element.js";
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

/** The largest gamma whose power is taken by multiplication. */
const fewHalves = 16;

/** null where the module does not compute what the options ask for, or there is none. */
export function focalOn(
  machine: Machine,
  blocks: Blocks,
  options: FormulaOptions & { readonly labelSmoothing: number; readonly focus: Focus },
): Elements | null {
  const { fromLogits, dtype, focus, labelSmoothing } = options;
  const clip = clipOf(options);
  const hasLogarithms =
    clip !== null && Math.min(clip.lowest + clip.added, 1 - clip.highest + clip.added) > 0;
  if (dtype !== "float32" || labelSmoothing !== 0 || !(fromLogits || hasLogarithms)) return null;
  const exports = exportsOn(machine);
  if (!exports) return null;
  const run = exports[fromLogits ? "logitsF32" : "probabilitiesF32"] as Run;
  const { lowest, highest, added } = clip ?? { lowest: 0, highest: 1, added: 0 };
  const { gamma, alpha } = focus;
  const halves = Number.isInteger(2 * gamma) && 2 * gamma <= fewHalves ? 2 * gamma : -1;
  const zero = balance(alpha, 1, 0);
  const one = balance(alpha, 0, 1);

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
    );
  }

  return {
    sum(block, scale, out) {
      const w = blocks.weights(block);
      return compute(block, w, scale, w, out, 0);
    },
    losses: (block, w, out) => void compute(block, w, 1, 0, 0, out),
    gradient: (block, factors, out) => void compute(block, 0, 1, factors, out, 0),
    both(block, factors, losses, out) {
      compute(block, 0, 1, factors, out, losses);
      return true;
    },
    hessian: undefined,
  };
}
