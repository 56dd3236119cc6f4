// What the options of the loss may be. Checks and messages of the library take their lists and
// ranges from here, and so do the options of the program.

import type { Dialect, Dtype } from "../types.js";

/** Every member of a union, in this order; one that is missing does not compile. */
const members = <T extends string>(all: Readonly<Record<T, true>>) =>
  Object.keys(all) as unknown as readonly T[];

export const dialects = members<Dialect>({ keras2: true, keras3: true, torch: true, exact: true });

export const dtypes = members<Dtype>({ float32: true, float64: true });

export interface Interval {
  /** As messages write it. */
  readonly text: string;
  contains(x: number): boolean;
}

/** A larger one is infinite in float32, and infinity times a term of 0 would be NaN. */
const largestFloat32 = 3.4028234663852886e38;

export const ranges = {
  labelSmoothing: { text: "[0, 1]", contains: (s) => s >= 0 && s <= 1 },
  epsilon: { text: "[0, 0.5)", contains: (eps) => eps >= 0 && eps < 0.5 },
  posWeight: { text: "[0, 3.4e38]", contains: (w) => w >= 0 && w <= largestFloat32 },
} as const satisfies Readonly<Record<string, Interval>>;

/** Those of focal loss. */
export const focalRanges = {
  gamma: { text: "[0, ∞)", contains: (gamma) => gamma >= 0 && gamma < Infinity },
  alpha: {
    text: "[0, 1], or -1 for none in the dialect torch",
    contains: (alpha) => (alpha >= 0 && alpha <= 1) || alpha === -1,
  },
} as const satisfies Readonly<Record<string, Interval>>;
