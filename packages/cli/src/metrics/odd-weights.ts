// The weights of odd rows, which a histogram does not take: exact numbers by key.

import type { RankedWeights } from "./areas.js";
import { add, type Exact, exact, exponentOf, scale, toNumber, zero } from "./exact.js";
import { narrow } from "./record.js";

export interface ClassWeights {
  readonly positive: Exact;
  readonly negative: Exact;
}

/** The weights of both classes by key. */
export type OddWeights = Map<number, ClassWeights>;

export function addOddWeights(
  odd: OddWeights,
  key: number,
  { positive, negative }: ClassWeights,
): void {
  const known = odd.get(key) ?? { positive: zero, negative: zero };
  odd.set(key, {
    positive: add(known.positive, positive),
    negative: add(known.negative, negative),
  });
}

/**
 * Adds the weights of odd rows to those of a histogram, in units that suit the largest bin of each
 * class.
 *
 * @param words of all bins, their narrow sums
 * @param pairs the same as doubles, of every bin
 */
export function withOddWeights(
  odd: OddWeights,
  words: BigInt64Array,
  pairs: Float64Array,
  fold: number,
  frame: number,
): RankedWeights {
  const folded: OddWeights = new Map();
  for (const [key, weights] of odd) {
    const bin = Math.floor(key / 2 ** fold);
    const of = (i: number) => narrow(words[4 * bin + i]!, words[4 * bin + i + 1]!, frame);
    if (!folded.has(bin)) folded.set(bin, { positive: of(0), negative: of(2) });
    addOddWeights(folded, bin, weights);
  }
  const all = [...folded];
  const most = [0, 0] as [number, number];
  for (let i = 0; i < pairs.length; i++) if (pairs[i]! > most[i & 1]!) most[i & 1] = pairs[i]!;
  const unitOf = (which: "positive" | "negative", inBins: number) => {
    const sizes = [exact(inBins, frame), ...all.map(([, weights]) => weights[which])].filter(
      ({ m }) => m > 0n,
    );
    return sizes.length === 0
      ? 0
      : sizes.reduce((largest, size) => Math.max(largest, exponentOf(size)), -Infinity);
  };
  const units = [unitOf("positive", most[0]), unitOf("negative", most[1])] as const;
  for (let i = 0; i < pairs.length; i++)
    if (pairs[i] !== 0) pairs[i] = scale(pairs[i]!, frame - units[i & 1]!);
  for (const [bin, weights] of all) {
    pairs[2 * bin] = toNumber(weights.positive, units[0]);
    pairs[2 * bin + 1] = toNumber(weights.negative, units[1]);
  }
  return { pairs, positive: units[0], negative: units[1] };
}
