// What options of the loss may be, for readers to choose from.

import type { Dialect, Dtype } from "binary-crossentropy";

/** Every member of a union, in this order; one that is missing does not compile. */
const members = <T extends string>(all: Readonly<Record<T, true>>) =>
  Object.keys(all) as unknown as readonly T[];

export const dialects = members<Dialect>({ keras2: true, keras3: true, torch: true, exact: true });

export const dtypes = members<Dtype>({ float32: true, float64: true });
