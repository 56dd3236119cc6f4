// Rows of random numbers, the same in every run, put into tallies.

import { blockSize } from "../src/metrics/block.js";
import { Tallies } from "../src/metrics/tallies.js";
import { TallyMemory } from "../src/metrics/tally-memory.js";
import type { Row } from "./plain.js";

/** The same in every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Tallies in a memory of their own, and its one block. */
export function newTallies(most?: number) {
  const memory = new TallyMemory(false);
  return { tallies: new Tallies(memory, most), block: memory.blocks[0]! };
}

export function someRows(count: number, spread: (u: number) => number): Row[] {
  const next = random(7);
  return Array.from({ length: count }, () => {
    const p = spread(next());
    return { p, y: next() < 0.3 + 0.4 * p ? 1 : 0, w: 0.5 + next() };
  });
}

/** Rows into tallies, in turn to each of some groups. */
export function tally(rows: readonly Row[], groups: number, most: number): Tallies {
  const { tallies, block: columns } = newTallies(most);
  for (let start = 0; start < rows.length; start += blockSize) {
    const block = rows.slice(start, start + blockSize);
    const { labels, predictions, weights, losses, groups: numbers } = columns;
    for (const [i, { y, p, w }] of block.entries()) {
      [labels[i], predictions[i], weights[i]] = [y, p, w];
      [losses[i], numbers[i]] = [Math.abs(y - p), (start + i) % groups];
    }
    tallies.add(columns, block.length, Infinity);
  }
  return tallies;
}
