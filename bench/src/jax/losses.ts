// The loss of logits on arrays of jax-js with this package and as the formula written in jax-js, and
// the steps that are timed.

import { jit, numpy as np, valueAndGrad } from "@jax-js/jax";
import { BinaryCrossentropy as Core } from "binary-crossentropy";
import { BinaryCrossentropy } from "binary-crossentropy/jax";
import { sineLabels, sineLogits } from "../sine-data.js";

type LossOfLogits = (yTrue: np.Array, yPred: np.Array) => np.Array;

const elements = { fromLogits: true, axis: [], reduction: "none" } as const;
const own = new BinaryCrossentropy(elements);
const mean = new BinaryCrossentropy({ fromLogits: true, axis: null });

/** max(z, 0) − z y + log1p(exp(−|z|)). */
const composed: LossOfLogits = (y, z) =>
  np
    .maximum(z.ref, 0)
    .sub(z.ref.mul(y))
    .add(np.log1p(np.exp(np.abs(z).neg())));

/** One loss per element, and their mean. */
export const losses = {
  "binary-crossentropy": { each: (y, z) => own(y, z), mean: (y, z) => mean(y, z) },
  composed: { each: composed, mean: (y, z) => composed(y, z).mean() },
} satisfies Record<string, { each: LossOfLogits; mean: LossOfLogits }>;

export type LossName = keyof typeof losses;
export const lossNames = Object.keys(losses) as LossName[];

/** What is timed: it runs on the arrays that it holds, and gives the loss. */
export interface Step {
  run(): number;
  release(): void;
}

const arraysOf = (n: number) => [np.array(sineLabels(n)), np.array(sineLogits(n))] as const;

/** The mean loss of n logits by the package's own kernels. */
export function expectedMean(n: number): number {
  const core = new Core({ fromLogits: true, axis: null });
  return core(Float64Array.from(sineLabels(n)), Float64Array.from(sineLogits(n)));
}

/** The mean loss of n logits, under `jit`. */
function value(name: LossName, n: number): Step {
  const [y, z] = arraysOf(n);
  const run = jit(losses[name].mean);
  return {
    run: () => run(y.ref, z.ref).item(),
    release: () => {
      for (const array of [y, z]) array.dispose();
    },
  };
}

/** The mean loss of n logits and its gradient by them, under `jit`. */
function valueAndGradient(name: LossName, n: number): Step {
  const [y, z] = arraysOf(n);
  const run = jit(valueAndGrad(losses[name].mean, { argnums: 1 }));
  return {
    run: () => {
      const [loss, gradient] = run(y.ref, z.ref) as [np.Array, np.Array];
      gradient.dataSync();
      return loss.item();
    },
    release: () => {
      for (const array of [y, z]) array.dispose();
    },
  };
}

export const steps = { value, "value and gradient": valueAndGradient } as const;
export type StepName = keyof typeof steps;
