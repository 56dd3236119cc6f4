// The value, of the sums that invocations have left: added up in double precision.

import { divideNoNan } from "../semantics/reduction.js";
import { wordsOfSum } from "./groups.js";
import type { Way } from "./stages.js";

/** Words to read for it. */
export const wordsOfValue = (sums: number, { divisor }: Way): number =>
  (divisor === "host" ? 1 : 2) * wordsOfSum * sums;

export function valueOfSums(
  words: Uint32Array,
  sums: number,
  { divisor, hostDivisor }: Way,
): number {
  // Infinite ones are there as such: what is infinite in both directions is NaN then.
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  const sumFrom = (first: number) => {
    let sum = 0;
    for (let at = 0; at < wordsOfSum * sums; at++) sum += floats[first + at]!;
    return sum;
  };
  const losses = sumFrom(0);
  const by = divisor === "host" ? hostDivisor : sumFrom(wordsOfSum * sums);
  return Math.fround(divideNoNan(losses, by));
}
