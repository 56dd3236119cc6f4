// A contender is timed only after it has given the reference's result, so that nothing fast and wrong is reported.

import type { Prepared } from "./contenders/contender.js";
import { BenchError } from "./errors.js";
import type { Reference } from "./reference.js";

/** Relative, for the mean and for each element of the gradient: room for some roundings in float32, 6e-8 each. */
export const tolerance = 1e-6;

/** @throws BenchError where the contender is wrong, with the first number that is. */
export function check(name: string, { run, grad }: Prepared, reference: Reference): void {
  // What a run leaves unwritten must not look like a result.
  grad?.fill(NaN);
  compare(`${name}: the mean`, run(), reference.mean);
  reference.grad?.forEach((expected, i) => {
    compare(`${name}: the gradient at ${i}`, grad?.[i] ?? NaN, expected);
  });
}

function compare(what: string, received: number, expected: number): void {
  // Negated, so that NaN fails.
  if (!(Math.abs(received - expected) <= tolerance * Math.abs(expected))) {
    throw new BenchError(`${what} must be within ${tolerance} of ${expected}, relative, got ${received}.`);
  }
}
