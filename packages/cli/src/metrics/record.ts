// A group's record in the module's memory, as exact sums: assembly/record.ts says what it has.

import {
  binBytes,
  classesAt,
  fineBins,
  limbCount,
  limbsExponent,
  lossAt,
  narrowAt,
  narrowExponent,
  othersAt,
  pairExponent,
  pairShift,
  plainAt,
  predictedAt,
  recordBytes,
  smallAt,
  squaresAt,
} from "../wasm/numbers.js";
import { add, type Exact, exact, zero } from "./exact.js";
import { type ExactSums, noSums } from "./exact-sums.js";

/** Words of 8 bytes. */
const wordsOf = (bytes: number) => bytes / 8;
const binWords = wordsOf(binBytes);
export const recordWords = wordsOf(recordBytes);

/** @param frame Weights were taken times 2^−frame. */
export function readRecord(words: BigInt64Array, frame: number): ExactSums {
  const sums = noSums();
  for (let bin = 0; bin < fineBins; bin++)
    readBin(words.subarray(binWords * bin, binWords * (bin + 1)), bin, frame, sums);
  sums.loss = limbs(words, wordsOf(lossAt), frame);
  sums.squared = limbs(words, wordsOf(squaresAt), frame);
  sums.predicted[0] = add(sums.predicted[0]!, limbs(words, wordsOf(smallAt), frame));
  return sums;
}

function readBin(words: BigInt64Array, bin: number, frame: number, sums: ExactSums): void {
  // Numbers of rows are doubles.
  const numbers = new Float64Array(words.buffer, words.byteOffset, binWords);
  const plain = numbers[wordsOf(plainAt)]!;
  const plainPositives = numbers[wordsOf(plainAt) + 1]!;
  const others = numbers[wordsOf(othersAt)]!;
  if (plain + others === 0) return;
  const pairAt = (bytes: number): Exact => {
    const at = wordsOf(bytes);
    return { m: (words[at]! << BigInt(pairShift)) + words[at + 1]!, e: pairExponent + frame };
  };
  const sumAt = (bytes: number) =>
    narrow(words[wordsOf(bytes)]!, words[wordsOf(bytes) + 1]!, frame);
  const [predicted, negative, positive] = [predictedAt, classesAt, classesAt + 16].map(pairAt) as [
    Exact,
    Exact,
    Exact,
  ];
  sums.counts[bin] = plain + others;
  sums.predicted[bin] = add(predicted, sumAt(narrowAt));
  sums.weights[bin] = add(exact(plain), add(add(negative, positive), sumAt(narrowAt + 16)));
  sums.positives[bin] = add(exact(plainPositives), add(positive, sumAt(narrowAt + 32)));
}

/** A narrow sum of the module's. */
export function narrow(low: bigint, high: bigint, frame: number): Exact {
  const m = (high << 64n) | BigInt.asUintN(64, low);
  return m === 0n ? zero : { m, e: narrowExponent + frame };
}

function limbs(words: BigInt64Array, at: number, frame: number): Exact {
  let m = 0n;
  for (let i = limbCount - 1; i >= 0; i--) {
    const word = words[at + i]!;
    if (m !== 0n || word !== 0n) m = (m << 32n) + word;
  }
  return m === 0n ? zero : { m, e: limbsExponent + frame };
}
