// A group's record in the module's memory, as exact sums: cli/assembly/tally.ts says where what lies in it.

import { add, type Exact, exact, zero } from "./exact.js";
import { type ExactSumsData, noSums } from "./exact-sums.js";
import { fineBins } from "./sums.js";

/** Words of 8 bytes: of a bin, of a sum of limbs, and of a record. */
const [binWords, limbWords] = [10, 66];
const [lossAt, squaredAt, smallAt] = [0, 1, 2].map((i) => binWords * fineBins + i * limbWords) as [number, number, number];
export const recordWords = smallAt + limbWords;

/** A narrow sum counts 2^−76, and limbs begin at 2^−1074. */
const [narrowUnit, limbsUnit] = [-76, -1074];

/** @param frame Weights were taken times 2^−frame. */
export function readRecord(words: BigInt64Array, frame: number): ExactSumsData {
  const sums = noSums();
  for (let bin = 0; bin < fineBins; bin++) readBin(words.subarray(binWords * bin, binWords * (bin + 1)), bin, frame, sums);
  sums.loss = limbs(words, lossAt, frame);
  sums.squared = limbs(words, squaredAt, frame);
  sums.predicted[0] = add(sums.predicted[0]!, limbs(words, smallAt, frame));
  return sums;
}

function readBin(words: BigInt64Array, bin: number, frame: number, sums: ExactSumsData): void {
  const [plain, plainPositives, others] = [Number(words[0]), Number(words[1]), Number(words[4])];
  if (plain + others === 0) return;
  sums.counts[bin] = plain + others;
  sums.predicted[bin] = narrow(words[2]!, words[3]!, frame);
  sums.weights[bin] = add(exact(plain), narrow(words[6]!, words[7]!, frame));
  sums.positives[bin] = add(exact(plainPositives), narrow(words[8]!, words[9]!, frame));
}

/** A narrow sum of the module's. */
export function narrow(low: bigint, high: bigint, frame: number): Exact {
  const m = (high << 64n) | BigInt.asUintN(64, low);
  return m === 0n ? zero : { m, e: narrowUnit + frame };
}

function limbs(words: BigInt64Array, at: number, frame: number): Exact {
  let m = 0n;
  for (let i = limbWords - 1; i >= 0; i--) {
    const word = words[at + i]!;
    if (m !== 0n || word !== 0n) m = (m << 32n) + word;
  }
  return m === 0n ? zero : { m, e: limbsUnit + frame };
}
