// Polynomials two terms at a time, as (… x² + (c x + d)) x² + (e x + f). Beside the square that takes as
// many instructions as one term at a time, and only half of them wait for one another.

import { constant } from "./constants";
import { madd } from "./lanes";

/** c x + d, of two constants one after the other. */
// @ts-ignore: decorator
@inline
export function pairOf<T>(index: i32, x: v128): v128 {
  return madd<T>(constant<T>(index), x, constant<T>(index + 1));
}
