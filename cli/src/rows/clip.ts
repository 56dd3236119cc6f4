// How the Keras dialects clip probabilities, for the places where the program computes losses
// itself: the numbers of the library's own clip, which test/cli/clip.test.ts holds it to.

import type { Dialect } from "binary-crossentropy";
import type { LossOptions } from "../options/loss-options.js";

/** c = clip(p, lowest, highest), L₁ = −log(c + added), L₀ = −log(1 − c + added). */
export interface Clip {
  readonly lowest: number;
  readonly highest: number;
  readonly added: number;
}

/** Whether ε is added behind the clip; null where nothing is clipped. */
const addsEpsilon: { readonly [D in Dialect]: boolean | null } = {
  keras2: true,
  keras3: false,
  torch: null,
  exact: null,
};

export function clipOf({
  dialect,
  epsilon,
  dtype,
}: Pick<LossOptions, "dialect" | "epsilon" | "dtype">): Clip | null {
  const adds = addsEpsilon[dialect];
  if (adds === null) return null;
  if (epsilon === 0) return { lowest: 0, highest: 1, added: 0 };
  // The clip happens in the compute dtype: in float32, 1 − 1e-7 is 0.99999988. An ε that rounds to
  // nothing there, by itself or beside 1, still keeps probabilities from 0 and 1.
  const isSingle = dtype === "float32";
  const round = isSingle ? Math.fround : (x: number) => x;
  const lowest = Math.max(round(epsilon), isSingle ? 2 ** -149 : 0);
  const highest = Math.min(round(1 - lowest), 1 - (isSingle ? 2 ** -24 : 2 ** -53));
  return { lowest, highest, added: adds ? lowest : 0 };
}
