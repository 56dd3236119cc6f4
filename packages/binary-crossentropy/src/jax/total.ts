// The sum of all elements, in stages.

import type { Term } from "./term.js";

/**
 * Σ of an array with so many elements. Each stage folds what is left into a square, so that
 * rounding errors do not add up: most of them average out. A kernel that gives many sums is
 * compiled into vector instructions too, one that gives a single sum is not.
 */
export function totalOf(term: Term, count: number): Term {
  let partial = term.reshaped([count]);
  let left = count;
  while (left > 8) {
    const columns = 2 ** Math.floor(Math.log2(left) / 2);
    const rows = Math.ceil(left / columns);
    partial = partial
      .padded(rows * columns - left)
      .reshaped([rows, columns])
      .sum([0]);
    left = columns;
  }
  return partial.sum([0]);
}
