// Pairs of rows on their way into blocks: the good ones in their order, over the ends of batches and
// blocks, and the bad ones as what they are.

import { expect, test } from "vitest";
import type { Suspect } from "../src/compare/bad-pairs.js";
import { PairBlocks } from "../src/compare/pair-blocks.js";
import type { Pairs } from "../src/compare/paired-rows.js";
import { blockSize } from "../src/metrics/block.js";
import { TallyMemory } from "../src/metrics/tally-memory.js";
import { rangesOf } from "../src/rows/can-be-scored.js";

/** A pair by its numbers: some have a fault, each of another kind. */
function pair(i: number, areFaulty: boolean) {
  const fault = areFaulty && i % 1009 === 3 ? ((i - 3) / 1009) % 7 : -1;
  const y = fault === 0 ? 2 : i % 2;
  return {
    rowA: fault === 1 ? 0 : i + 1,
    rowB: fault === 2 ? 0 : i + 1,
    labelA: y,
    labelB: fault === 3 ? 1 - y : y,
    predictionA: fault === 4 ? NaN : (i % 97) / 97,
    predictionB: fault === 5 ? 1.5 : (i % 89) / 89,
    weight: fault === 6 ? -1 : 1 + (i % 3),
    group: i % 5,
    cluster: i % 11,
    isGood: fault < 0,
  };
}

function batchOf(rows: readonly ReturnType<typeof pair>[]): Pairs {
  const of = (name: keyof ReturnType<typeof pair>) =>
    Float64Array.from(rows, (row) => Number(row[name]));
  return {
    count: rows.length,
    rowsA: of("rowA"),
    labelsA: of("labelA"),
    predictionsA: of("predictionA"),
    weights: of("weight"),
    groups: Int32Array.from(of("group")),
    clusters: Int32Array.from(of("cluster")),
    rowsB: of("rowB"),
    labelsB: of("labelB"),
    predictionsB: of("predictionB"),
  };
}

test.each([
  ["good pairs", false],
  ["pairs of which some have any of seven faults", true],
])("%s", (_, areFaulty) => {
  const count = 3 * blockSize + 17;
  const all = Array.from({ length: count }, (_, i) => pair(i, areFaulty));
  const memories = [new TallyMemory(false, 2), new TallyMemory(false, 2)] as const;
  const taken: number[][] = [];
  const sizes: number[] = [];
  const blocks = new PairBlocks(memories, rangesOf(false), ({ index, a, b, count }) => {
    expect(index).toBe(sizes.length % 2);
    sizes.push(count);
    expect(b.labels.subarray(0, count)).toEqual(a.labels.subarray(0, count));
    expect(b.weights.subarray(0, count)).toEqual(a.weights.subarray(0, count));
    expect(b.groups.subarray(0, count)).toEqual(a.groups.subarray(0, count));
    for (let i = 0; i < count; i++)
      taken.push([
        ...[a.rows[i]!, b.rows[i]!, a.labels[i]!, a.predictions[i]!, b.predictions[i]!],
        ...[a.weights[i]!, a.groups[i]!, a.clusters[i]!],
      ]);
  });
  const bad: Suspect[] = [];
  for (let start = 0, size = 1; start < count; start += size, size = (size * 7) % 3001)
    bad.push(...blocks.add(batchOf(all.slice(start, start + size))));
  blocks.flush();
  const good = all.filter(({ isGood }) => isGood);
  expect(taken).toEqual(
    good.map((row) => [
      ...[row.rowA, row.rowB, row.labelA, row.predictionA, row.predictionB],
      ...[row.weight, row.group, row.cluster],
    ]),
  );
  expect(Math.max(...sizes)).toBe(blockSize);
  expect(bad).toEqual(
    all
      .filter(({ isGood }) => !isGood)
      .map(({ rowA, rowB, labelA, labelB }) => ({ rowA, rowB, labelA, labelB })),
  );
  expect(bad.length > 20).toBe(areFaulty);
});
