// The rows of a side of a comparison, in pieces of any size: numbered on, and absent after the last.

import { expect, test } from "vitest";
import { RowStream } from "../src/compare/row-stream.js";
import type { Chunk } from "../src/duckdb/chunk.js";

test("rows are taken in order across chunks, and behind them are rows that are not there", async () => {
  const sizes = [3, 1, 4];
  let first = 0;
  async function* chunks() {
    for (const rowCount of sizes) yield { rowCount } as Chunk;
  }
  const stream = new RowStream(chunks(), ({ rowCount }) => {
    const labels = Float64Array.from({ length: rowCount }, (_, i) => 10 * (first + i));
    const groups = Int32Array.from(labels, (label) => label + 1);
    first += rowCount;
    return { labels, predictions: labels, weights: null, groups, clusters: null };
  });
  const found: number[][] = [];
  const groups: number[] = [];
  for (const most of [2, 2, 1, 3, 9, 9]) {
    await stream.fill();
    const rows = stream.take(stream.count === 0 ? 2 : Math.min(most, stream.count));
    found.push([...rows.rows.map((row, i) => row + rows.labels[i]! / 1000)]);
    groups.push(...rows.groups!);
  }
  expect(found.flat()).toEqual([1, 2.01, 3.02, 4.03, 5.04, 6.05, 7.06, 8.07, 0, 0]);
  expect(groups).toEqual([1, 11, 21, 31, 41, 51, 61, 71, 0, 0]);
});
