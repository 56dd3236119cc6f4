// A contender is timed only after it has given the reference's result, so that nothing fast and
// wrong is reported.

import type { FloatArray } from "./data.js";
import { BenchError } from "./errors.js";
import type { Reference } from "./reference.js";
import type { Tolerance } from "./roster.js";

export interface Result {
  readonly mean: number;
  readonly grad: FloatArray | undefined;
}

/**
 * The relative error of the mean.
 *
 * @throws BenchError where the contender is wrong, with the first number that is.
 */
export function check(
  name: string,
  { mean, grad }: Result,
  reference: Reference,
  tolerance: Tolerance,
): number {
  const error = Math.abs(mean - reference.mean);
  // Negated, so that NaN fails; and so below.
  if (!(error <= tolerance.mean * Math.abs(reference.mean))) {
    throw wrong(
      `${name}: the mean`,
      mean,
      reference.mean,
      tolerance.mean * Math.abs(reference.mean),
    );
  }
  const expected = reference.grad ?? new Float64Array();
  const [relative, absolute] = tolerance.gradient;
  for (let i = 0; i < expected.length; i++) {
    const room = relative * Math.abs(expected[i]!) + absolute * reference.share;
    const received = grad?.[i] ?? NaN;
    if (!(Math.abs(received - expected[i]!) <= room))
      throw wrong(`${name}: the gradient at ${i}`, received, expected[i]!, room);
  }
  return error / Math.abs(reference.mean);
}

function wrong(what: string, received: number, expected: number, room: number): BenchError {
  return new BenchError(
    `${what} must be within ${room.toPrecision(3)} of ${expected}, got ${received}.`,
  );
}
