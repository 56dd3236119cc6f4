// How far losses and gradients of single logits are from float64, in units in the last place of
// float32.

import { grad, jit, numpy as np } from "@jax-js/jax";
import { BinaryCrossentropy } from "binary-crossentropy";
import { type LossName, losses } from "./losses.js";

export interface Accuracy {
  readonly loss: number;
  readonly gradient: number;
}

const reference = new BinaryCrossentropy({ fromLogits: true, axis: [], reduction: "none" });

/** The largest distances for logits of both signs and hard labels. */
export function accuracyOf(name: LossName, count: number): Accuracy {
  const sizes = Array.from({ length: count }, (_, i) => Math.fround((80 * (i + 0.5)) / count));
  const z = [...sizes, ...sizes.map((size) => -size)];
  const far = { loss: 0, gradient: 0 };
  for (const label of [0, 1]) {
    const y = z.map(() => label);
    const { value, grad: slope } = reference.valueAndGrad(
      Float64Array.from(y),
      Float64Array.from(z),
    );
    const { each } = losses[name];
    const gradient = jit(grad((a: np.Array, b: np.Array) => each(a, b).sum(), { argnums: 1 }));
    const numbersOf = (array: np.Array) => array.dataSync();
    const loss = numbersOf(jit(each)(np.array(y), np.array(z)));
    far.loss = Math.max(far.loss, farthest(loss, value.data));
    const slopes = numbersOf(gradient(np.array(y), np.array(z)) as np.Array);
    far.gradient = Math.max(far.gradient, farthest(slopes, slope.data));
  }
  return far;
}

function farthest(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Math.max(
    ...Array.from(actual, (a, i) => {
      const exact = expected[i]!;
      const unit = 2 ** Math.max(Math.floor(Math.log2(Math.abs(exact))) - 23, -149);
      return Math.abs(a - exact) / unit;
    }),
  );
}
