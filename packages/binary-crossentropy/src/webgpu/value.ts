// The value, of the sums that workgroups have left: added up in double precision.

import { divideNoNan } from "../semantics/reduction.js";
import { wordsOfSums } from "./groups.js";
import type { Way } from "./stages.js";
import { sumNames } from "./variant.js";

/** What is noted of a sum's terms, by wgsl/sum.wgsl. */
const infinities = 3;
const noNumber = 4;

export function valueOfSums(
  words: Uint32Array,
  groups: number,
  { divisor, hostDivisor }: Way,
): number {
  const losses = sumOf(words, groups, 0);
  const by = divisor === "host" ? hostDivisor : sumOf(words, groups, sumNames.indexOf(divisor));
  return Math.fround(divideNoNan(losses, by));
}

function sumOf(words: Uint32Array, groups: number, which: number): number {
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  let sum = 0;
  let special = 0;
  for (let group = 0; group < groups; group++) {
    const at = wordsOfSums * group + 4 * which;
    sum += floats[at]! + floats[at + 1]!;
    special |= words[at + 2]!;
  }
  if (special >= noNumber || special === infinities) return NaN;
  return special === 0 ? sum : special === 1 ? Infinity : -Infinity;
}
