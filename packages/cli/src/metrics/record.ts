// A group's record in the module's memory, as exact sums: assembly/tally.ts says where what
// lies in it.

import { add, type Exact, exact, zero } from "./exact.js";
import { type ExactSumsData, noSums } from "./exact-sums.js";
import { fineBins } from "./sums.js";

/** Words of 8 bytes: of a bin, of a sum of limbs, and of a record. */
const [binWords, limbWords] = [16, 66];
const [lossAt, squaredAt, smallAt] = [0, 1, 2].map((i) => binWords * fineBins + i * limbWords) as [
  number,
  number,
  number,
];
export const recordWords = smallAt + limbWords;

/**
 * A narrow sum counts 2^−76, limbs begin at 2^−1074; the second word of a pair counts 2^−72, and
 * the first one 2^42 times that.
 */
const [narrowUnit, limbsUnit, pairUnit, pairShift] = [-76, -1074, -72, 42n];

/** @param frame Weights were taken times 2^−frame. */
export function readRecord(words: BigInt64Array, frame: number): ExactSumsData {
  const sums = noSums();
  for (let bin = 0; bin < fineBins; bin++)
    readBin(words.subarray(binWords * bin, binWords * (bin + 1)), bin, frame, sums);
  sums.loss = limbs(words, lossAt, frame);
  sums.squared = limbs(words, squaredAt, frame);
  sums.predicted[0] = add(sums.predicted[0]!, limbs(words, smallAt, frame));
  return sums;
}

function readBin(words: BigInt64Array, bin: number, frame: number, sums: ExactSumsData): void {
  // Numbers of rows are doubles.
  const [plain, plainPositives, others] = new Float64Array(
    words.buffer,
    words.byteOffset,
    3,
  ) as unknown as [number, number, number];
  if (plain + others === 0) return;
  const pairAt = (at: number): Exact => ({
    m: (words[at]! << pairShift) + words[at + 1]!,
    e: pairUnit + frame,
  });
  const narrowAt = (at: number) => narrow(words[at]!, words[at + 1]!, frame);
  const [predicted, negative, positive] = [pairAt(4), pairAt(6), pairAt(8)];
  sums.counts[bin] = plain + others;
  sums.predicted[bin] = add(predicted, narrowAt(10));
  sums.weights[bin] = add(exact(plain), add(add(negative, positive), narrowAt(12)));
  sums.positives[bin] = add(exact(plainPositives), add(positive, narrowAt(14)));
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
