// Polynomials two terms at a time, as (… x² + (c x + d)) x² + (e x + f): as many instructions as one
// at a time and one for the square, of which half as many wait for one another.

import { constant } from "./constants";
import { madd } from "./lanes";

/** c x + d, of two constants one after the other. */
// @ts-ignore: decorator
@inline
export function pairOf<T>(index: i32, x: v128): v128 {
  return madd<T>(constant<T>(index), x, constant<T>(index + 1));
}
