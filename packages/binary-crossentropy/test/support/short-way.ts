// The short way of small calls beside the long one.

import type { FloatArray, NdArray, NumericArray } from "binary-crossentropy";

/** As the long way takes it: the short one declines what has an offset. */
export const asLong = (data: NumericArray, shape: readonly number[]) =>
  ({ data, shape, offset: 0 }) as unknown as NdArray;

export const shapedAs = (data: FloatArray, shape: readonly number[]) => ({
  data,
  shape: [...shape],
});

/** What a call gives, or what it says where it gives nothing. */
export function attempt<T>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    return `${error}`;
  }
}
